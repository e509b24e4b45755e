// https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
// https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import {
  type Answer,
  json,
  jsonFields,
  parameters,
  type Question,
  Refusal,
  type Service,
} from '../service.ts'
import { regionOf } from './hosts.ts'
import type { Identities, Role } from './identities.ts'
import { restJsonError } from './rest-json.ts'

export interface SsoOptions {
  readonly user?: string
  readonly region?: string
  readonly startUrl?: string
  /** The roles assigned to this person. */
  readonly roles: readonly Role[]
  /** How long the access token lasts; 0 or less: it has already expired. */
  readonly seconds?: number
}

/** What `aws sso login` would have left behind, as the file in `~/.aws/sso/cache` holds it. */
export interface SsoCache {
  readonly startUrl: string
  readonly region: string
  readonly accessToken: string
  readonly expiresAt: string
  readonly clientId: string
  readonly clientSecret: string
  readonly registrationExpiresAt: string
  readonly refreshToken: string
}

interface Session {
  readonly user: string
  readonly region: string
  readonly roles: readonly Role[]
  readonly cache: SsoCache
}

/** The name of a file in `~/.aws/sso/cache`, for an `sso-session` name or a legacy start URL. */
export function ssoCacheFile(key: string): string {
  return `${createHash('sha1').update(key).digest('hex')}.json`
}

/** People signed in through IAM Identity Center, and its two services. */
export class Sso {
  readonly services: readonly Service[]
  readonly #sessions: Session[] = []
  readonly #identities: Identities
  readonly #clock: Clock

  constructor(identities: Identities, clock: Clock) {
    this.#identities = identities
    this.#clock = clock
    const shared = { refuse: restJsonError }
    const regionOfPortal = (host: string) => regionOf(host, 'portal.sso', 'portal.sso-fips')
    const regionOfOidc = (host: string) => regionOf(host, 'oidc', 'oidc-fips')
    this.services = [
      {
        ...shared,
        name: 'sso',
        owns: (host) => regionOfPortal(host) !== undefined,
        operation: ({ path }) => (path === '/federation/credentials' ? 'GetRoleCredentials' : undefined),
        answer: (question) => this.#roleCredentials(question, regionOfPortal(question.host)),
      },
      {
        ...shared,
        name: 'oidc',
        owns: (host) => regionOfOidc(host) !== undefined,
        operation: ({ path }) => (path === '/token' ? 'CreateToken' : undefined),
        answer: (question) => this.#createToken(question, regionOfOidc(question.host)),
        refuse: oidcError,
      },
    ]
  }

  /** Signs somebody in. Returns what their token cache holds. */
  signIn(options: SsoOptions): SsoCache {
    const { user = 'person@example.com', region = 'eu-west-1', seconds = 3600 } = options
    const { startUrl = 'https://d-1234567890.awsapps.com/start', roles } = options
    const cache: SsoCache = {
      startUrl,
      region,
      ...this.#tokens(seconds),
      clientId: randomBytes(16).toString('base64url'),
      clientSecret: randomBytes(64).toString('base64url'),
      registrationExpiresAt: this.#later(90 * 24 * 3600),
    }
    this.#sessions.push({ user, region, roles, cache })
    return cache
  }

  /** Signs everybody out: neither their access tokens nor their refresh tokens are good any more. */
  signOut(): void {
    this.#sessions.length = 0
  }

  #roleCredentials(question: Question, region: string | undefined): Answer {
    const bearer = question.headers['x-amz-sso_bearer_token']
    const session = this.#sessions.find((s) => s.cache.accessToken === bearer && s.region === region)
    if (!session || Date.parse(session.cache.expiresAt) <= this.#clock.now()) {
      throw new Refusal(401, 'UnauthorizedException', 'Session token not found or invalid')
    }
    const [name, account] = ['role_name', 'account_id'].map((key) => parameters(question).get(key))
    const role = session.roles.find((r) => r.name === name && r.account === account)
    const identity = session.user
    if (!role) throw new Refusal(403, 'ForbiddenException', 'No access', { identity })
    const key = this.#identities.roleSession(role, session.user, role.maxSeconds)
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = key
    const roleCredentials = { accessKeyId, secretAccessKey, sessionToken, expiration: expiration?.getTime() }
    return { ...json({ roleCredentials }), identity, detail: { role: role.arn } }
  }

  #createToken(question: Question, region: string | undefined): Answer {
    const asked = jsonFields(question)
    if (asked.grantType !== 'refresh_token') {
      throw new Refusal(400, 'UnsupportedGrantTypeException', 'Only refresh_token is served here')
    }
    const mine = this.#sessions.filter((s) => s.region === region && s.cache.clientId === asked.clientId)
    const known = mine.filter(({ cache }) => cache.clientSecret === asked.clientSecret)
    if (known.length === 0) throw new Refusal(401, 'InvalidClientException', 'Invalid client credentials')
    const session = known.find(({ cache }) => cache.refreshToken === asked.refreshToken)
    if (!session) throw new Refusal(400, 'InvalidGrantException', 'Invalid refresh token provided')
    const expiresIn = 3600
    // One use for each refresh token: whether the real ones last longer is not documented.
    const tokens = this.#tokens(expiresIn)
    this.#sessions.splice(this.#sessions.indexOf(session), 1, {
      ...session,
      cache: { ...session.cache, ...tokens },
    })
    const { accessToken, refreshToken } = tokens
    return { ...json({ accessToken, refreshToken, expiresIn, tokenType: 'Bearer' }), identity: session.user }
  }

  #tokens(seconds: number) {
    const [accessToken, refreshToken] = [randomBytes(300), randomBytes(400)].map((b) =>
      b.toString('base64url'),
    )
    return { accessToken: `${accessToken}`, refreshToken: `${refreshToken}`, expiresAt: this.#later(seconds) }
  }

  #later(seconds: number): string {
    return new Date(this.#clock.now() + seconds * 1000).toISOString()
  }
}

// Errors in OAuth's words, with no message: https://github.com/aws/aws-cli/issues/8561 shows one.
function oidcError({ status, code, message }: Refusal): Answer {
  const error = code.replace(/Exception$/, '').replace(/(?<=.)[A-Z]/g, (letter) => `_${letter}`)
  const answer = json({ error: error.toLowerCase(), error_description: message }, status)
  const type = `${code}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/`
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': type } }
}
