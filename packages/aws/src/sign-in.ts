import { type Claim, type Context, type Credential, KeyringError, type Skip } from '@cloud-keyring/core'
import type { Keys } from './keys.ts'
import { containerKeys, instanceKeys } from './machine-keys.ts'
import { mint, printable } from './mint.ts'
import { profileKeys, renewal, webIdentityKeys } from './profile-keys.ts'
import { followProfile, loadSharedConfig, type SharedConfig, signsIn } from './profiles.ts'

/** The ways to sign in. This file loads the SDK: it is imported only by a source that is set up. */

/** Mints with keys that somebody wrote down; `place` says where, for messages. */
export function withKeys(claim: Claim, context: Context, keys: Keys, place: string): Promise<Credential> {
  if (Object.values(keys).some((value) => !printable.test(value))) {
    throw new KeyringError('bad-config', `the keys in ${place} hold a character that no key has`, {
      hint: 'look for blanks and line ends (CRLF) around them',
    })
  }
  return mint(claim, context, {
    as: `the keys in ${place}`,
    renew: `put valid keys in ${place}`,
    keys: async () => keys,
  })
}

/** Mints as a profile of the shared AWS files that somebody named; `namedBy` says who, for messages. */
export async function withProfile(
  claim: Claim,
  context: Context,
  name: string,
  namedBy: string,
): Promise<Credential> {
  return asProfile(claim, context, name, namedBy, await loadSharedConfig(context))
}

/** Mints as the profile `[default]`, where it says how to sign in: then somebody has set it up, and it is strict. */
export async function withDefaultProfile(claim: Claim, context: Context): Promise<Credential | Skip> {
  const config = await loadSharedConfig(context)
  const profile = config.profiles.default
  if (profile === undefined || !signsIn(profile))
    return { skip: 'there is no [default] profile with credentials' }
  return asProfile(claim, context, 'default', 'the AWS config file', config)
}

/** Mints as the role of AWS_ROLE_ARN with the token in a file (EKS, GitHub and others by OIDC). */
export function withWebIdentity(
  claim: Claim,
  context: Context,
  roleArn: string,
  tokenFile: string,
): Promise<Credential> {
  const { AWS_ROLE_SESSION_NAME } = context.env
  const namedBy = 'AWS_WEB_IDENTITY_TOKEN_FILE'
  return mint(claim, context, {
    as: `the web identity in ${tokenFile} as ${roleArn}`,
    renew: 'have the platform write a new token, and check the trust policy of the role',
    keys: (clients) => webIdentityKeys(tokenFile, roleArn, AWS_ROLE_SESSION_NAME, clients, context, namedBy),
  })
}

/** Mints as the role of an ECS task or an EKS pod. */
export function withContainer(claim: Claim, context: Context): Promise<Credential> {
  return mint(claim, context, {
    as: 'the role of this container',
    renew: 'check the role of the ECS task or the EKS pod identity association',
    keys: () => containerKeys(context),
  })
}

/** Mints as the role of an EC2 instance; on any other machine there is nothing to ask as. */
export async function withInstance(claim: Claim, context: Context): Promise<Credential | Skip> {
  const keys = await instanceKeys()
  if ('skip' in keys) return keys
  return mint(claim, context, {
    as: 'the role of this instance',
    renew: 'check the role of the instance',
    keys: async () => keys,
  })
}

function asProfile(
  claim: Claim,
  context: Context,
  name: string,
  namedBy: string,
  config: SharedConfig,
): Promise<Credential> {
  const chain = followProfile(name, config, context, namedBy)
  const caFile = config.profiles[name]?.ca_bundle
  return mint(claim, context, {
    as: `the AWS profile "${name}"`,
    renew: renewal(chain.leaf),
    profile: name,
    ...(caFile === undefined ? {} : { caFile }),
    keys: (clients) => profileKeys(chain, config, clients, context),
  })
}
