import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'

/** What an identity may be allowed to do here. */
export type Action =
  | 'codeartifact:GetAuthorizationToken'
  | 'sts:GetServiceBearerToken'
  | 'codeartifact:ReadFromRepository'
  | 'codeartifact:PublishPackageVersion'

/** All that installing and publishing needs. */
export const everything: readonly Action[] = [
  'codeartifact:GetAuthorizationToken',
  'sts:GetServiceBearerToken',
  'codeartifact:ReadFromRepository',
  'codeartifact:PublishPackageVersion',
]

/** Somebody who can sign: a user, or a role in one session. */
export interface Identity {
  readonly arn: string
  readonly account: string
  readonly may: readonly Action[]
  /** What trust policies name: the user's own ARN, or that of the role. */
  readonly principal: string
}

/** An access key that the cloud knows. The first three members are the SDK's credentials. */
export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
  readonly identity: Identity
}

export interface RoleOptions {
  readonly account?: string
  readonly may?: readonly Action[]
  /** ARNs of users or roles that may assume it; `arn:aws:iam::<account>:root` trusts a whole account. */
  readonly trusts?: readonly string[]
  readonly externalId?: string
  readonly maxSeconds?: number
}

export interface Role extends Required<Omit<RoleOptions, 'externalId'>> {
  readonly name: string
  readonly arn: string
  readonly externalId: string | undefined
}

export const homeAccount = '111122223333'

/** Everybody the cloud knows, and every key it has handed out. */
export class Identities {
  readonly #keys = new Map<string, AccessKey>()
  readonly #roles = new Map<string, Role>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Adds a user with a long-term access key. */
  addUser(name: string, options: { account?: string; may?: readonly Action[] } = {}): AccessKey {
    const { account = homeAccount, may = everything } = options
    const arn = `arn:aws:iam::${account}:user/${name}`
    const secrets = { accessKeyId: keyId('AKIA'), secretAccessKey: secret(30) }
    return this.#keep({ ...secrets, identity: { arn, account, may, principal: arn } })
  }

  addRole(name: string, options: RoleOptions = {}): Role {
    const { account = homeAccount, may = everything, trusts = [], maxSeconds = 3600, externalId } = options
    const arn = `arn:aws:iam::${account}:role/${name}`
    const role = { name, arn, account, may, trusts, maxSeconds, externalId }
    this.#roles.set(arn, role)
    return role
  }

  role(arn: string): Role | undefined {
    return this.#roles.get(arn)
  }

  /** Temporary credentials of a role. */
  roleSession(role: Role, sessionName: string, seconds: number): AccessKey {
    const arn = `arn:aws:sts::${role.account}:assumed-role/${role.name}/${sessionName}`
    return this.session({ arn, account: role.account, may: role.may, principal: role.arn }, seconds)
  }

  /** Temporary credentials of anybody. */
  session(identity: Identity, seconds: number): AccessKey {
    const secrets = { accessKeyId: keyId('ASIA'), secretAccessKey: secret(30), sessionToken: secret(420) }
    return this.#keep({ ...secrets, expiration: new Date(this.#clock.now() + seconds * 1000), identity })
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.#keys.get(accessKeyId)
  }

  /** Forgets a key, as when an administrator deletes it. */
  forget(key: AccessKey): void {
    this.#keys.delete(key.accessKeyId)
  }

  #keep(key: AccessKey): AccessKey {
    this.#keys.set(key.accessKeyId, key)
    return key
  }
}

/** The variables through which programs take a key from the environment. */
export function keyEnvironment(key: AccessKey): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    ...(key.sessionToken !== undefined && { AWS_SESSION_TOKEN: key.sessionToken }),
  }
}

/** A random secret of so many bytes, in base64: it holds `+` and `/`, as the real ones do. */
function secret(bytes: number): string {
  return randomBytes(bytes).toString('base64')
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
function keyId(prefix: 'AKIA' | 'ASIA'): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return prefix + Array.from(randomBytes(16), (byte) => letters[byte % 32]).join('')
}
