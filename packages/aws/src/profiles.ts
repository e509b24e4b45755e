import { type Context, KeyringError } from '@cloud-keyring/core'
import { loadSharedConfigFiles, loadSsoSessionData } from '@smithy/core/config'
import { sharedFiles } from './shared-files.ts'

export type Profile = Readonly<Record<string, string | undefined>>
type Profiles = Readonly<Record<string, Profile | undefined>>

/** The shared AWS files. */
export interface SharedConfig {
  /** By name; what stands in the credentials file wins. */
  readonly profiles: Profiles
  /** What stands in the credentials file alone. */
  readonly credentials: Profiles
  /** The sso-session sections, by name. */
  readonly ssoSessions: Profiles
  /** The files, as the SDK's providers take them. */
  readonly init: { readonly filepath: string; readonly configFilepath: string }
}

/** Where a profile leads: to whoever signs in at its end, and from there through roles. */
export interface Chain {
  readonly leaf: Leaf
  /** In the order in which they are assumed. */
  readonly roles: readonly Role[]
}

/** The profile at the end of a chain of source_profile, and how it signs in. */
export interface Leaf {
  readonly name: string
  readonly profile: Profile
  readonly way: Way
}

export type Way = 'keys' | 'sso' | 'login' | 'process' | 'web-identity' | 'credential-source'

export interface Role {
  readonly arn: string
  readonly params: Readonly<Record<string, string | number>>
}

/**
 * Returns what stands in the shared files, read by the SDK.
 * Throws KeyringError `bad-config` for a file that cannot be read, which the SDK takes for an empty one.
 */
export async function loadSharedConfig(context: Context): Promise<SharedConfig> {
  const { config, credentials } = sharedFiles(context)
  context.readFile(config)
  context.readFile(credentials)
  const init = { filepath: credentials, configFilepath: config }
  const { configFile, credentialsFile } = await loadSharedConfigFiles(init)
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])
  const merged = [...names].map((name) => [name, { ...configFile[name], ...credentialsFile[name] }])
  return {
    profiles: plain(Object.fromEntries(merged)),
    credentials: plain(credentialsFile),
    ssoSessions: plain(await loadSsoSessionData(init)),
    init,
  }
}

/** Without what every object inherits: there is no profile named `constructor`. */
function plain(profiles: Profiles): Profiles {
  return Object.assign(Object.create(null), profiles)
}

/** Tells whether a profile says how to sign in, or only sets a Region, an output format and the like. */
export function signsIn(profile: Profile): boolean {
  const ways = [
    'aws_access_key_id',
    'aws_secret_access_key',
    'role_arn',
    'credential_process',
    'login_session',
  ]
  return [...ways, 'web_identity_token_file', 'sso_session', 'sso_start_url', 'sso_account_id'].some(
    (name) => profile[name] !== undefined,
  )
}

/**
 * Follows source_profile to the profile that signs in. One profile that holds several ways is read as AWS's Python
 * tools do (botocore's `create_credential_resolver`): people come from there, and the SDK for JavaScript differs.
 *
 * Throws KeyringError `bad-config` for a missing profile, a circle, a role without exactly one identity to assume it,
 * and a profile that holds no credentials or half of them; `needs-interaction` where a role wants an MFA code.
 */
export function followProfile(name: string, config: SharedConfig, context: Context, namedBy: string): Chain {
  const visited: string[] = []
  const roles: Role[] = []
  let current = name
  while (true) {
    const profile = config.profiles[current]
    if (profile === undefined) throw missing(current, visited.at(-1), context, namedBy)
    // At the end of a chain, keys are the identity that assumes; the role beside them is for those who name it.
    const endsHere = visited.length > 0 && hasKeys(profile)
    if (profile.role_arn === undefined || profile.web_identity_token_file !== undefined || endsHere) {
      return { leaf: leafOf(current, profile, config), roles: roles.reverse() }
    }
    roles.push(roleOf(current, profile))
    const source = profile.source_profile
    if (source === undefined || source === current) {
      const leaf: Leaf = { name: current, profile, way: 'credential-source' }
      return { leaf: source === undefined ? leaf : leafOf(current, profile, config), roles: roles.reverse() }
    }
    visited.push(current)
    if (visited.includes(source)) {
      throw badProfile(`the AWS profiles ${[...visited, source].join(' → ')} form a circle`)
    }
    current = source
  }
}

function leafOf(name: string, profile: Profile, config: SharedConfig): Leaf {
  const leaf = (way: Way): Leaf => ({ name, profile, way })
  if (profile.web_identity_token_file !== undefined) {
    if (profile.role_arn !== undefined) return leaf('web-identity')
    throw badProfile(`the AWS profile "${name}" names a web_identity_token_file and no role_arn`)
  }
  if (profile.sso_session !== undefined || profile.sso_start_url !== undefined) {
    checkSso(name, profile, config)
    return leaf('sso')
  }
  if (hasKeys(config.credentials[name] ?? {})) return leaf('keys')
  if (profile.login_session !== undefined) return leaf('login')
  if (profile.credential_process !== undefined) return leaf('process')
  if (hasKeys(profile)) return leaf('keys')
  const half = ['aws_access_key_id', 'aws_secret_access_key'].find((option) => profile[option] !== undefined)
  if (half !== undefined)
    throw badProfile(`the AWS profile "${name}" holds ${half} and not the other half of the pair`)
  throw empty(name)
}

function hasKeys(profile: Profile): boolean {
  return profile.aws_access_key_id !== undefined && profile.aws_secret_access_key !== undefined
}

/** Without a whole SSO section the SDK says that the session has expired, which no sign-in can mend. */
function checkSso(name: string, profile: Profile, { ssoSessions }: SharedConfig): void {
  const session = profile.sso_session === undefined ? profile : ssoSessions[profile.sso_session]
  if (session === undefined) {
    throw badProfile(
      `the AWS profile "${name}" names the sso-session "${profile.sso_session}", which does not exist`,
    )
  }
  const absent = [
    ...['sso_start_url', 'sso_region'].filter((option) => session[option] === undefined),
    ...['sso_account_id', 'sso_role_name'].filter((option) => profile[option] === undefined),
  ]
  if (absent.length > 0)
    throw badProfile(`the AWS profile "${name}" lacks ${absent.join(' and ')} for its SSO session`)
}

function roleOf(name: string, profile: Profile): Role {
  const sources = [profile.source_profile, profile.credential_source].filter((value) => value !== undefined)
  // Without exactly one, the SDK passes over the role and asks as whoever else the profile names.
  if (sources.length !== 1) {
    throw badProfile(
      `role_arn of the AWS profile "${name}" needs one of source_profile and credential_source`,
    )
  }
  if (profile.mfa_serial !== undefined) throw needsCode(name)
  const seconds = Number(profile.duration_seconds ?? 3600)
  return {
    arn: profile.role_arn ?? '',
    params: {
      ...(Number.isInteger(seconds) ? { DurationSeconds: seconds } : {}),
      ...(profile.external_id === undefined ? {} : { ExternalId: profile.external_id }),
      ...(profile.role_session_name === undefined ? {} : { RoleSessionName: profile.role_session_name }),
    },
  }
}

function badProfile(message: string): KeyringError {
  return new KeyringError('bad-config', message, { hint: 'correct the profile in the AWS config file' })
}

function missing(name: string, namedIn: string | undefined, context: Context, namedBy: string): KeyringError {
  const { config, credentials } = sharedFiles(context)
  const by = namedIn === undefined ? namedBy : `source_profile of the AWS profile "${namedIn}"`
  return new KeyringError('bad-config', `${by} names the AWS profile "${name}", which does not exist`, {
    hint: `\`aws configure list-profiles\` lists the profiles in ${config} and ${credentials}`,
  })
}

function empty(name: string): KeyringError {
  return new KeyringError(
    'bad-config',
    `the AWS profile "${name}" holds no credentials and no way to get them`,
    {
      hint: `set it up (\`aws configure sso --profile ${name}\`), or do not name it, to ask as somebody else`,
    },
  )
}

function needsCode(name: string): KeyringError {
  return new KeyringError(
    'needs-interaction',
    `the AWS profile "${name}" wants an MFA code, and nobody can be asked`,
    {
      hint: 'sign in by `aws sso login` or `aws login` instead, or put the keys of `aws sts get-session-token` in a profile',
    },
  )
}
