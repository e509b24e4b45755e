// https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_GetAuthorizationToken.html
import type { Clock } from '../clock.ts'
import { type Answer, json, parameters, type Question, Refusal, type Service } from '../service.ts'
import type { Domain, Domains } from './domains.ts'
import { regionOf } from './hosts.ts'
import type { AccessKey, Action, Identities } from './identities.ts'
import { jsonCodes, restJsonError, signedBy } from './rest-json.ts'
import type { Tokens } from './tokens.ts'

const longest = 43_200
const shortest = 900

export interface CodeArtifactParts {
  readonly identities: Identities
  readonly domains: Domains
  readonly tokens: Tokens
  readonly clock: Clock
}

/** The CodeArtifact API, as far as `keyring` uses it. */
export function codeArtifact({ identities, domains, tokens, clock }: CodeArtifactParts): Service {
  const regionAt = (host: string) => regionOf(host, 'codeartifact', 'codeartifact-fips')

  function answer(question: Question): Answer {
    const region = regionAt(question.host) ?? ''
    if (operationOf(question) === undefined)
      throw new Refusal(404, 'UnknownOperationException', 'No such operation')
    const key = signedBy(
      question,
      { region, service: 'codeartifact' },
      { identities, clock, codes: jsonCodes },
    )
    const identity = key.accessKeyId
    const asked = parameters(question)
    const name = asked.get('domain') ?? ''
    const owner = asked.get('domain-owner') ?? key.identity.account
    const seconds = duration(asked.get('duration'), identity)
    const arn = `arn:aws:codeartifact:${region}:${owner}:domain/${name}`
    permit(key, 'codeartifact:GetAuthorizationToken', arn)
    permit(key, 'sts:GetServiceBearerToken', `arn:aws:sts::${key.identity.account}:*`)
    const domain = domains.find(name, owner, region)
    if (!domain) {
      const fields = { resourceId: name, resourceType: 'domain' }
      const message = `Domain not found. Domain '${name}' owned by account '${owner}' does not exist`
      throw new Refusal(404, 'ResourceNotFoundException', message, { fields, identity })
    }
    return { ...grant(domain, key, seconds), identity }
  }

  function grant(domain: Domain, key: AccessKey, seconds: number): Answer {
    const lasts = clock.now() + seconds * 1000
    // Zero: as long as the caller's temporary credentials. What long-term keys get then is not documented.
    const expires = seconds > 0 ? lasts : (key.expiration?.getTime() ?? clock.now() + longest * 1000)
    const { token } = tokens.issue(domain, key, expires)
    return json({ authorizationToken: token, expiration: expires / 1000 })
  }

  return {
    name: 'codeartifact',
    owns: (host) => regionAt(host) !== undefined,
    operation: operationOf,
    answer,
    refuse: restJsonError,
  }
}

function operationOf({ method, path }: Question): string | undefined {
  return method === 'POST' && path === '/v1/authorization-token' ? 'GetAuthorizationToken' : undefined
}

function duration(text: string | null, identity: string): number {
  if (text === null) return longest
  const seconds = Number(text)
  if (seconds === 0 || (Number.isInteger(seconds) && seconds >= shortest && seconds <= longest))
    return seconds
  const message = `Duration ${text} must be 0 or between ${shortest} and ${longest} seconds`
  throw new Refusal(400, 'ValidationException', message, {
    identity,
    fields: { reason: 'FIELD_VALIDATION_FAILED' },
  })
}

function permit({ identity, accessKeyId }: AccessKey, action: Action, resource: string): void {
  if (identity.may.includes(action)) return
  const what = `is not authorized to perform: ${action} on resource: ${resource}`
  const why = `because no identity-based policy allows the ${action} action`
  const message = `User: ${identity.arn} ${what} ${why}`
  throw new Refusal(403, 'AccessDeniedException', message, { identity: accessKeyId })
}
