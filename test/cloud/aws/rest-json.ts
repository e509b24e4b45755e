import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { type Answer, json, type Question, Refusal } from '../service.ts'
import type { AccessKey, Identities } from './identities.ts'
import { BadSignature, type Scope, type SignatureFault, verify } from './sigv4.ts'

/** What a service calls each thing that can be wrong with a signature. */
export type SignatureCodes = Readonly<Record<SignatureFault, string>>

/** The names that services speaking JSON use. */
export const jsonCodes: SignatureCodes = {
  missing: 'MissingAuthenticationTokenException',
  incomplete: 'IncompleteSignatureException',
  'unknown-key': 'UnrecognizedClientException',
  expired: 'ExpiredTokenException',
  scope: 'InvalidSignatureException',
  skewed: 'InvalidSignatureException',
  mismatch: 'InvalidSignatureException',
}

/** What checking a signature takes. */
export interface Signatures {
  readonly identities: Identities
  readonly clock: Clock
  readonly codes: SignatureCodes
}

/** Returns the key that signed the request, or refuses it. */
export function signedBy(
  question: Question,
  scope: Scope,
  { identities, clock, codes }: Signatures,
): AccessKey {
  try {
    return verify(question, scope, (id) => identities.find(id), clock.now())
  } catch (error) {
    if (!(error instanceof BadSignature)) throw error
    const identity = error.accessKeyId
    throw new Refusal(403, codes[error.fault], error.message, identity ? { identity } : {})
  }
}

/**
 * An error as services of the rest-json protocol report it.
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function restJsonError({ status, code, message, extras }: Refusal): Answer {
  const headers = { 'x-amzn-errortype': code, 'x-amzn-requestid': randomUUID(), ...extras.headers }
  const body = json({ message, ...extras.fields }, status)
  return { ...body, headers: { ...body.headers, ...headers } }
}
