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

  /** Hands out a token for a domain, to whoever holds the key. */
  issue(domain: Domain, key: AccessKey, expires: number): AuthorizationToken {
    const issued = { token: this.#text(expires), domain, expires, key }
    this.issued.push(issued)
    return issued
  }

  /** Finds the token by its text, if it has not expired. */
  find(text: string): AuthorizationToken | undefined {
    return this.issued.find(({ token, expires }) => token === text && expires > this.#clock.now())
  }

  // Five parts and some 1,500 characters: what the real ones look like, and more than some keystores take.
  // https://github.com/ansible-collections/community.general/issues/1171
  #text(expires: number): string {
    const [isu, exp] = [this.#clock.now(), expires].map((time) => Math.floor(time / 1000))
    const header = { ver: 1, isu, enc: 'A128GCM', exp, alg: 'A128GCMKW', iv: noise(12) }
    const first = Buffer.from(JSON.stringify(header)).toString('base64url')
    return [first, noise(16), noise(12), noise(950), noise(16)].join('.')
  }
}

function noise(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}
