import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { Refusal } from '../service.ts'
import type { Role } from './identities.ts'

export interface WebIdentityOptions {
  readonly issuer?: string
  readonly subject?: string
  readonly audience?: string
  readonly seconds?: number
  /** The roles whose trust policies accept it. */
  readonly roles: readonly Role[]
}

interface WebIdentity {
  readonly token: string
  readonly subject: string
  readonly expires: number
  readonly roles: readonly string[]
}

/** The tokens of an identity provider (a Kubernetes cluster, a CI system) that roles trust. */
export class WebIdentities {
  readonly #issued: WebIdentity[] = []
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Makes a token that reads as a JWT. Its signature is noise: STS here knows its tokens by heart. */
  issue(options: WebIdentityOptions): string {
    const { issuer = 'https://oidc.eks.eu-west-1.amazonaws.com/id/LOOPBACK', seconds = 3600 } = options
    const { subject = 'system:serviceaccount:builds:runner', audience = 'sts.amazonaws.com' } = options
    const now = Math.floor(this.#clock.now() / 1000)
    const claims = {
      iss: issuer,
      sub: subject,
      aud: [audience],
      iat: now,
      exp: now + seconds,
      jti: randomUUID(),
    }
    const parts = [{ alg: 'RS256', kid: 'loopback', typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    const token = [...parts, randomBytes(256).toString('base64url')].join('.')
    this.#issued.push({
      token,
      subject,
      expires: (now + seconds) * 1000,
      roles: options.roles.map(({ arn }) => arn),
    })
    return token
  }

  /** Returns whose token it is and which roles it opens, or refuses it as STS does. */
  check(token: string): { readonly subject: string; readonly roles: readonly string[] } {
    const known = this.#issued.find((issued) => issued.token === token)
    if (!known) {
      throw new Refusal(400, 'InvalidIdentityToken', 'The web identity token provided could not be validated')
    }
    if (known.expires <= this.#clock.now()) {
      const message = 'Token expired: current date/time must be before the expiration date/time'
      throw new Refusal(400, 'ExpiredTokenException', message, { identity: known.subject })
    }
    return known
  }
}
