import { KeyringError, type Source } from '@cloud-keyring/core'
import * as inputs from './inputs.ts'
import { keysOf } from './keys.ts'

/**
 * The ways to sign in, in their default order. Checks that need no SDK stand here; the SDK is loaded by `sign-in.ts`.
 * Order and strictness: what somebody named comes before what the machine may be, and never gives way to it.
 */
const loadSignIn = () => import('./sign-in.ts')

/** aws_access_key_id and its companions in a section of keyringrc.cfg. */
const keys: Source = {
  name: 'keys',
  inputs: inputs.always,
  async mint(claim, context) {
    const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = context.options
    const { aws_session_token: sessionToken } = context.options
    if (accessKeyId === undefined && secretAccessKey === undefined)
      return { skip: 'no aws_access_key_id in keyringrc.cfg' }
    if (accessKeyId === undefined || secretAccessKey === undefined) {
      const there = accessKeyId === undefined ? 'aws_secret_access_key' : 'aws_access_key_id'
      throw halfSet(accessKeyId, 'aws_access_key_id', 'aws_secret_access_key', context.optionPlace(there))
    }
    const { withKeys } = await loadSignIn()
    return withKeys(
      claim,
      context,
      keysOf(accessKeyId, secretAccessKey, sessionToken),
      context.optionPlace('aws_access_key_id'),
    )
  },
}

/** The profile that a section or AWS_PROFILE names. */
const profile: Source = {
  name: 'profile',
  inputs: inputs.profile,
  async mint(claim, context) {
    const { env, options } = context
    const variable = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].find((name) => env[name])
    const name = options.profile_name ?? (variable === undefined ? undefined : env[variable])
    if (name === undefined) return { skip: 'neither profile_name nor AWS_PROFILE is set' }
    const namedBy =
      options.profile_name === undefined
        ? `${variable}`
        : `${context.optionPlace('profile_name')}: profile_name`
    const { withProfile } = await loadSignIn()
    return withProfile(claim, context, name, namedBy)
  },
}

/** AWS_ACCESS_KEY_ID and its companions. */
const environment: Source = {
  name: 'environment',
  inputs: inputs.always,
  async mint(claim, context) {
    const accessKeyId = context.env.AWS_ACCESS_KEY_ID || undefined
    const secretAccessKey = context.env.AWS_SECRET_ACCESS_KEY || undefined
    const sessionToken = context.env.AWS_SESSION_TOKEN || undefined
    if (accessKeyId === undefined && secretAccessKey === undefined)
      return { skip: 'AWS_ACCESS_KEY_ID is not set' }
    if (accessKeyId === undefined || secretAccessKey === undefined) {
      throw halfSet(accessKeyId, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'the environment')
    }
    const { withKeys } = await loadSignIn()
    return withKeys(claim, context, keysOf(accessKeyId, secretAccessKey, sessionToken), 'AWS_ACCESS_KEY_ID')
  },
}

/** A token in a file, exchanged for a role: EKS service accounts, CI by OIDC. */
const webIdentity: Source = {
  name: 'web-identity',
  inputs: inputs.webIdentity,
  async mint(claim, context) {
    const tokenFile = context.env.AWS_WEB_IDENTITY_TOKEN_FILE
    const roleArn = context.env.AWS_ROLE_ARN
    if (!tokenFile) return { skip: 'AWS_WEB_IDENTITY_TOKEN_FILE is not set' }
    if (!roleArn) throw halfSet(tokenFile, 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN', 'the environment')
    const { withWebIdentity } = await loadSignIn()
    return withWebIdentity(claim, context, roleArn, tokenFile)
  },
}

/** The profile [default], after whatever the environment says as in every AWS tool. */
const defaultProfile: Source = {
  name: 'default-profile',
  inputs: inputs.profile,
  async mint(claim, context) {
    const { withDefaultProfile } = await loadSignIn()
    return withDefaultProfile(claim, context)
  },
}

/** The endpoint that ECS and EKS give a container. */
const container: Source = {
  name: 'container',
  inputs: inputs.container,
  async mint(claim, context) {
    if (
      !context.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI &&
      !context.env.AWS_CONTAINER_CREDENTIALS_FULL_URI
    ) {
      return { skip: 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set' }
    }
    const { withContainer } = await loadSignIn()
    return withContainer(claim, context)
  },
}

/** The metadata service of an EC2 instance. */
const instance: Source = {
  name: 'instance',
  inputs: inputs.instance,
  async mint(claim, context) {
    if (context.env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') {
      return { skip: 'AWS_EC2_METADATA_DISABLED is true' }
    }
    const { withInstance } = await loadSignIn()
    return withInstance(claim, context)
  },
}

/** Every source, in the default order. */
export const sources: readonly Source[] = [
  keys,
  profile,
  environment,
  webIdentity,
  defaultProfile,
  container,
  instance,
]

function halfSet(first: string | undefined, one: string, other: string, place: string): KeyringError {
  const [there, absent] = first === undefined ? [other, one] : [one, other]
  return new KeyringError('bad-config', `${there} is set in ${place}, but ${absent} is not`, {
    hint: 'set both, or neither',
  })
}
