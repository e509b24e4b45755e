import type { Secret } from './secret.ts'

/** What a client is given: a user name and a secret. */
export interface Credential {
  readonly username: string
  readonly secret: Secret
  /** When the cloud stops accepting it; absent where it did not say. */
  readonly expires?: Date
}
