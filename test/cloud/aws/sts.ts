// https://docs.aws.amazon.com/STS/latest/APIReference/
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { type Answer, type Question, Refusal, type Service } from '../service.ts'
import { regionOf } from './hosts.ts'
import type { AccessKey, Identities, Role } from './identities.ts'
import { type SignatureCodes, signedBy } from './rest-json.ts'
import type { WebIdentities } from './web-identity.ts'

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/'

const codes: SignatureCodes = {
  missing: 'MissingAuthenticationToken',
  incomplete: 'IncompleteSignature',
  'unknown-key': 'InvalidClientTokenId',
  expired: 'ExpiredToken',
  scope: 'SignatureDoesNotMatch',
  skewed: 'SignatureDoesNotMatch',
  mismatch: 'SignatureDoesNotMatch',
}

export interface StsParts {
  readonly identities: Identities
  readonly webIdentities: WebIdentities
  readonly clock: Clock
}

/** The Security Token Service: roles, assumed with a signature or with a web identity. */
export function sts({ identities, webIdentities, clock }: StsParts): Service {
  const regionAt = (host: string) =>
    host === 'sts.amazonaws.com' ? 'us-east-1' : regionOf(host, 'sts', 'sts-fips')

  function answer(question: Question): Answer {
    const form = formOf(question)
    if (form.get('Version') !== '2011-06-15') throw new Refusal(400, 'InvalidAction', 'No such API version')
    if (form.get('Action') === 'AssumeRole') return assumeRole(question, form)
    if (form.get('Action') === 'AssumeRoleWithWebIdentity') return assumeWithWebIdentity(form)
    throw new Refusal(400, 'InvalidAction', `Could not find operation ${form.get('Action')}`)
  }

  function assumeRole(question: Question, form: URLSearchParams): Answer {
    const scope = { region: regionAt(question.host) ?? '', service: 'sts' }
    const caller = signedBy(question, scope, { identities, clock, codes })
    const arn = form.get('RoleArn') ?? ''
    const role = identities.role(arn)
    const trusted = role && trusts(role, caller)
    if (!trusted || (role.externalId !== undefined && role.externalId !== form.get('ExternalId'))) {
      const what = `is not authorized to perform: sts:AssumeRole on resource: ${arn}`
      const identity = caller.accessKeyId
      throw new Refusal(403, 'AccessDenied', `User: ${caller.identity.arn} ${what}`, { identity })
    }
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
    const longest = caller.sessionToken ? 3600 : role.maxSeconds
    return session('AssumeRole', role, form, longest, caller.accessKeyId)
  }

  function assumeWithWebIdentity(form: URLSearchParams): Answer {
    const arn = form.get('RoleArn') ?? ''
    const { subject, roles } = webIdentities.check(form.get('WebIdentityToken') ?? '')
    const role = roles.includes(arn) ? identities.role(arn) : undefined
    if (!role)
      throw new Refusal(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity')
    return session('AssumeRoleWithWebIdentity', role, form, role.maxSeconds, subject)
  }

  function session(
    action: string,
    role: Role,
    form: URLSearchParams,
    longest: number,
    identity: string,
  ): Answer {
    const sessionName = form.get('RoleSessionName') ?? ''
    const seconds = Number(form.get('DurationSeconds') ?? '3600')
    if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
      throw new Refusal(400, 'ValidationError', 'Invalid RoleSessionName', { identity })
    }
    if (!(seconds >= 900 && seconds <= longest)) {
      const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
      throw new Refusal(400, 'ValidationError', message, { identity })
    }
    const key = identities.roleSession(role, sessionName, seconds)
    return {
      ...resultOf(action, key),
      identity,
      detail: { role: role.arn, sessionName, seconds: `${seconds}` },
    }
  }

  return {
    name: 'sts',
    owns: (host) => regionAt(host) !== undefined,
    operation: (question) => formOf(question).get('Action') ?? undefined,
    answer,
    refuse,
  }
}

function trusts(role: Role, { identity }: AccessKey): boolean {
  return (
    role.trusts.includes(identity.principal) || role.trusts.includes(`arn:aws:iam::${identity.account}:root`)
  )
}

function formOf(question: Question): URLSearchParams {
  return new URLSearchParams(question.body.toString())
}

function resultOf(action: string, key: AccessKey): Answer {
  const credentials = elements({
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    SessionToken: key.sessionToken ?? '',
    Expiration: key.expiration?.toISOString() ?? '',
  })
  const user = elements({ AssumedRoleId: `AROA:${key.accessKeyId}`, Arn: key.identity.arn })
  const result = `<Credentials>${credentials}</Credentials><AssumedRoleUser>${user}</AssumedRoleUser>`
  const metadata = `<ResponseMetadata>${elements({ RequestId: randomUUID() })}</ResponseMetadata>`
  const body = `<${action}Result>${result}</${action}Result>${metadata}`
  return xml(200, `<${action}Response xmlns="${namespace}">${body}</${action}Response>`)
}

function refuse({ status, code, message, extras }: Refusal): Answer {
  const error = elements({ Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message })
  const body = `<Error>${error}</Error>${elements({ RequestId: randomUUID() })}`
  const answer = xml(status, `<ErrorResponse xmlns="${namespace}">${body}</ErrorResponse>`)
  return { ...answer, headers: { ...answer.headers, ...extras.headers } }
}

function xml(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body }
}

function elements(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
    .join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
