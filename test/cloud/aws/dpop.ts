// Demonstrating Proof of Possession: https://www.rfc-editor.org/rfc/rfc9449#section-4.3
import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Question } from '../service.ts'

const window = 5 * 60 * 1000

/** Checks DPoP proofs; each counts once. */
export class Proofs {
  readonly #seen = new Set<string>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Returns the thumbprint of the key that made the request's proof; undefined where it does not hold. */
  prover({ headers, host, method, path }: Question): string | undefined {
    const [header = '', payload = '', signature = ''] = (headers.dpop ?? '').split('.')
    const { typ, alg, jwk } = decoded(header)
    const { htm, htu, iat, jti } = decoded(payload)
    if (typ !== 'dpop+jwt' || alg !== 'ES256' || !isPublicKey(jwk)) return undefined
    if (htm !== method || htu !== `https://${host}${path}`) return undefined
    if (!(Math.abs(Number(iat) * 1000 - this.#clock.now()) < window)) return undefined
    if (typeof jti !== 'string' || this.#seen.has(jti)) return undefined
    const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const }
    const signed = Buffer.from(`${header}.${payload}`)
    if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) return undefined
    this.#seen.add(jti)
    return thumbprintOf(jwk)
  }
}

/**
 * A key's thumbprint, made of its required members in the order of their names.
 * https://www.rfc-editor.org/rfc/rfc7638#section-3.2
 */
export function thumbprintOf({ crv, kty, x, y }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
}

function isPublicKey(jwk: unknown): jwk is JsonWebKey {
  return jwk !== null && typeof jwk === 'object' && 'kty' in jwk && jwk.kty === 'EC' && !('d' in jwk)
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) ?? {}
  } catch {
    return {}
  }
}
