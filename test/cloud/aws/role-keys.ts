import type { Clock } from '../clock.ts'
import type { AccessKey, Identities, Role } from './identities.ts'

const lifetime = 6 * 3600
const renewal = 15 * 60 * 1000

/** Credentials that a machine has on behalf of its role: the same ones until shortly before they expire. */
export class RoleKeys {
  readonly #keys = new Map<string, AccessKey>()
  readonly #identities: Identities
  readonly #clock: Clock

  constructor(identities: Identities, clock: Clock) {
    this.#identities = identities
    this.#clock = clock
  }

  current(role: Role, machine: string): AccessKey {
    const name = `${role.arn} ${machine}`
    const kept = this.#keys.get(name)
    if (kept?.expiration && kept.expiration.getTime() - this.#clock.now() > renewal) return kept
    const key = this.#identities.roleSession(role, machine, lifetime)
    this.#keys.set(name, key)
    return key
  }
}

/** Credentials in the members that the container's and the instance's documents share. */
export function credentialDocument(key: AccessKey): Readonly<Record<string, string | undefined>> {
  return {
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    Token: key.sessionToken,
    Expiration: key.expiration?.toISOString(),
  }
}
