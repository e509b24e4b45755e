import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Domain } from './domains.ts'
import type { AccessKey } from './identities.ts'

/** An authorization token that the cloud has handed out. */
export interface AuthorizationToken {
  readonly token: string
  readonly domain: Domain
  /** Milliseconds since the epoch. */
  readonly expires: number
  readonly key: AccessKey
}

/** Every authorization token that was handed out. */
export class Tokens {
  readonly issued: AuthorizationToken[] = []
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Hands out a token; long, because the real ones exceed what some keystores take. */
  issue(domain: Domain, key: AccessKey, expires: number): AuthorizationToken {
    const token = { token: randomBytes(1050).toString('base64url'), domain, expires, key }
    this.issued.push(token)
    return token
  }

  /** Finds the token by its text, if it has not expired. */
  find(text: string): AuthorizationToken | undefined {
    return this.issued.find(({ token, expires }) => token === text && expires > this.#clock.now())
  }
}
