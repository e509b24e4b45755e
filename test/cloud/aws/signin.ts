// `aws login`: temporary credentials of a console session, renewed with a proof of possession.
// https://docs.aws.amazon.com/goto/WebAPI/signin-2023-01-01/CreateOAuth2Token
// https://docs.aws.amazon.com/aws-sdk-php/v3/api/api-signin-2023-01-01.html (statuses, what may be repeated)
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { type Answer, json, jsonFields, type Question, Refusal, type Service } from '../service.ts'
import { Proofs, thumbprintOf } from './dpop.ts'
import { signinRegionOf } from './hosts.ts'
import type { Identities, Identity } from './identities.ts'
import { restJsonError } from './rest-json.ts'

export interface SigninOptions {
  readonly identity: Identity
  readonly region?: string
  /** How long the credentials in the cache last; 0 or less: the first use must renew them. */
  readonly seconds?: number
}

/** What `aws login` would have left behind, as the file in `~/.aws/login/cache` holds it. */
export interface LoginCache {
  readonly accessToken: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
    readonly accountId: string
    readonly expiresAt: string
  }
  readonly tokenType: 'aws_sigv4'
  readonly clientId: string
  readonly refreshToken: string
  readonly dpopKey: string
}

interface Session {
  readonly identity: Identity
  readonly region: string
  readonly thumbprint: string
  /** Every refresh token of this session, and the one that it is exchanged for. */
  readonly refreshTokens: Map<string, string>
  /** Set where the person has to sign in anew. */
  ended?: 'TOKEN_EXPIRED' | 'USER_CREDENTIALS_CHANGED' | 'INSUFFICIENT_PERMISSIONS'
}

const clientId = 'arn:aws:signin:::devtools/same-device'
const lifetime = 900

/** The name of a file in `~/.aws/login/cache`, for the profile's `login_session`. */
export function loginCacheFile(loginSession: string): string {
  return `${createHash('sha256').update(loginSession).digest('hex')}.json`
}

/** People signed in with `aws login`, and the service that renews their credentials. */
export class Signin {
  readonly service: Service
  readonly #sessions: Session[] = []
  readonly #proofs: Proofs
  readonly #identities: Identities

  constructor(identities: Identities, clock: Clock) {
    this.#identities = identities
    this.#proofs = new Proofs(clock)
    this.service = {
      name: 'signin',
      owns: (host) => signinRegionOf(host) !== undefined,
      operation: ({ path }) => (path === '/v1/token' ? 'CreateOAuth2Token' : undefined),
      answer: (question) => this.#createToken(question),
      refuse: signinError,
    }
  }

  /** Signs somebody in. Returns what their login cache holds. */
  signIn({ identity, region = 'eu-west-1', seconds = lifetime }: SigninOptions): LoginCache {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const refreshToken = newRefreshToken()
    const session: Session = {
      identity,
      region,
      thumbprint: thumbprintOf(publicKey.export({ format: 'jwk' })),
      refreshTokens: new Map([[refreshToken, newRefreshToken()]]),
    }
    this.#sessions.push(session)
    const {
      accessKeyId,
      secretAccessKey,
      sessionToken = '',
      expiration,
    } = this.#identities.session(identity, seconds)
    const expiresAt = expiration?.toISOString() ?? ''
    return {
      accessToken: { accessKeyId, secretAccessKey, sessionToken, accountId: identity.account, expiresAt },
      tokenType: 'aws_sigv4',
      clientId,
      refreshToken,
      dpopKey: privateKey.export({ format: 'pem', type: 'sec1' }).toString(),
    }
  }

  /** Ends every session: renewing fails with this reason from now on. */
  end(reason: NonNullable<Session['ended']>): void {
    for (const session of this.#sessions) session.ended = reason
  }

  #createToken(question: Question): Answer {
    const asked = jsonFields(question)
    if (asked.grantType !== 'refresh_token' || asked.clientId !== clientId) {
      throw new Refusal(400, 'ValidationException', 'Only refresh_token of the same device is served here')
    }
    const presented = asked.refreshToken ?? ''
    const session = this.#sessions.find(({ refreshTokens }) => refreshTokens.has(presented))
    const region = signinRegionOf(question.host)
    if (!session || session.region !== region || this.#proofs.prover(question) !== session.thumbprint) {
      throw new Refusal(
        400,
        'ValidationException',
        'The refresh token or its proof of possession is not valid',
      )
    }
    const identity = session.identity.arn
    if (session.ended) {
      const status = session.ended === 'TOKEN_EXPIRED' ? 401 : 403
      const fields = { error: session.ended }
      throw new Refusal(status, 'AccessDeniedException', 'Sign in again', { identity, fields })
    }
    // Documented as idempotent while the token lasts: it is exchanged for the same one each time.
    const refreshToken = session.refreshTokens.get(presented) ?? ''
    if (!session.refreshTokens.has(refreshToken)) session.refreshTokens.set(refreshToken, newRefreshToken())
    const { accessKeyId, secretAccessKey, sessionToken } = this.#identities.session(
      session.identity,
      lifetime,
    )
    const accessToken = { accessKeyId, secretAccessKey, sessionToken }
    return { ...json({ accessToken, tokenType: 'aws_sigv4', expiresIn: lifetime, refreshToken }), identity }
  }
}

function newRefreshToken(): string {
  return randomBytes(600).toString('base64url')
}

// This service wants a word of its own in `error`, beside the code that all have.
function signinError(refusal: Refusal): Answer {
  const words: Readonly<Record<string, string>> = {
    ThrottlingException: 'rate_exceeded',
    InternalServerException: 'server_error',
  }
  const fields = { error: words[refusal.code] ?? 'INVALID_REQUEST', ...refusal.extras.fields }
  const code = refusal.code === 'ThrottlingException' ? 'TooManyRequestsError' : refusal.code
  return restJsonError(new Refusal(refusal.status, code, refusal.message, { ...refusal.extras, fields }))
}
