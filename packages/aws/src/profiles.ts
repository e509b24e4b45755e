import { type Context, KeyringError } from '@cloud-keyring/core'
import { parseKnownFiles } from '@smithy/core/config'
import { sharedFiles } from './shared-files.ts'

type Profile = Readonly<Record<string, string | undefined>>
export type Profiles = Readonly<Record<string, Profile | undefined>>

/** How a profile signs in, at the end of its chain of source_profile. */
export interface Leaf {
  readonly profile: string
  readonly way: 'keys' | 'sso' | 'login' | 'process' | 'web-identity' | 'credential-source'
}

/**
 * Returns the profiles of the shared files, read by the SDK.
 * Throws KeyringError `bad-config` for a file that cannot be read, which the SDK takes for an empty one.
 */
export async function loadProfiles(context: Context): Promise<Profiles> {
  const { config, credentials } = sharedFiles(context)
  context.readFile(config)
  context.readFile(credentials)
  return await parseKnownFiles({})
}

/** Tells whether a profile says how to sign in, or only sets a Region, an output format and the like. */
export function signsIn(profile: Profile): boolean {
  return wayOf(profile) !== undefined || profile.role_arn !== undefined
}

/**
 * Follows source_profile to the profile that signs in. The SDK's own errors for these mistakes all read
 * "Could not load credentials from any providers".
 * Throws KeyringError `bad-config` for a missing profile, a circle, and a profile that holds no credentials, a role
 * without the identity that assumes it;
 * `needs-interaction` where a role wants an MFA code.
 */
export function followProfile(name: string, profiles: Profiles, context: Context, namedBy: string): Leaf {
  const visited: string[] = []
  let current = name
  while (true) {
    const profile = profiles[current]
    if (profile === undefined) throw missing(current, visited.at(-1), context, namedBy)
    const assumesRole = profile.role_arn !== undefined
    if (assumesRole && profile.mfa_serial !== undefined) throw needsCode(current)
    if (assumesRole && !hasOneSource(profile)) throw sourceless(current)
    const source = assumesRole ? profile.source_profile : undefined
    if (source === undefined || source === current) {
      const way = wayOf(profile)
      if (way === undefined) throw empty(current)
      return { profile: current, way }
    }
    visited.push(current)
    if (visited.includes(source)) {
      throw new KeyringError(
        'bad-config',
        `the AWS profiles ${[...visited, source].join(' → ')} form a circle`,
        {
          hint: 'correct source_profile in the AWS config file',
        },
      )
    }
    current = source
  }
}

function wayOf(profile: Profile): Leaf['way'] | undefined {
  // The SDK's order of precedence within one profile.
  if (profile.aws_access_key_id !== undefined && profile.aws_secret_access_key !== undefined) return 'keys'
  if (profile.web_identity_token_file !== undefined) return 'web-identity'
  if (profile.credential_process !== undefined) return 'process'
  if (profile.sso_session ?? profile.sso_start_url ?? profile.sso_account_id) return 'sso'
  if (profile.login_session !== undefined) return 'login'
  return profile.credential_source === undefined ? undefined : 'credential-source'
}

/** Without exactly one, the SDK passes over the role and asks as whoever else the profile names. */
function hasOneSource({ source_profile, credential_source, web_identity_token_file }: Profile): boolean {
  return (
    [source_profile, credential_source, web_identity_token_file].filter((value) => value !== undefined)
      .length === 1
  )
}

function sourceless(name: string): KeyringError {
  const needs = 'needs one of source_profile, credential_source and web_identity_token_file'
  return new KeyringError('bad-config', `role_arn of the AWS profile "${name}" ${needs}`, {
    hint: 'correct the profile in the AWS config file',
  })
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
      hint: `\`aws configure sso --profile ${name}\` or \`aws configure --profile ${name}\` sets it up`,
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
