import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Claim, Context } from '@cloud-keyring/core'
import { sharedFiles } from './shared-files.ts'

/**
 * What could change who a source asks as. Over-inclusive on purpose: a needless difference costs one request, a missed
 * one hands out somebody else's token.
 */
type Inputs = (claim: Claim, context: Context) => readonly (string | undefined)[]

/** For every source: the keys at hand, the profile, the shared files, and where requests go. */
export const always: Inputs = (_claim, context) => {
  const { env } = context
  const { config, credentials } = sharedFiles(context)
  return [
    env.AWS_PROFILE,
    env.AWS_DEFAULT_PROFILE,
    env.AWS_ACCESS_KEY_ID,
    env.AWS_SECRET_ACCESS_KEY,
    env.AWS_SESSION_TOKEN,
    context.readFile(config),
    context.readFile(credentials),
    env.AWS_ENDPOINT_URL,
    env.AWS_ENDPOINT_URL_CODEARTIFACT,
    env.AWS_ENDPOINT_URL_STS,
    env.AWS_ENDPOINT_URL_SSO,
    env.AWS_ENDPOINT_URL_SSO_OIDC,
    env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS,
  ]
}

/** For profiles: also who has signed in by `aws sso login` or `aws login` since. */
export const profile: Inputs = (claim, context) => [
  ...always(claim, context),
  ...container(claim, context),
  modified(join(context.home, '.aws', 'sso', 'cache')),
  modified(context.env.AWS_LOGIN_CACHE_DIRECTORY || join(context.home, '.aws', 'login', 'cache')),
]

/** For web identities: the role, and whose token it is. */
export const webIdentity: Inputs = (claim, context) => [
  ...always(claim, context),
  context.env.AWS_ROLE_ARN,
  context.env.AWS_ROLE_SESSION_NAME,
  bearer(context.env.AWS_WEB_IDENTITY_TOKEN_FILE, context),
]

/** For containers: the endpoint is the same in every pod, so the token's owner and the machine count as well. */
export const container: Inputs = (claim, context) => [
  ...instance(claim, context),
  context.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI,
  context.env.AWS_CONTAINER_CREDENTIALS_FULL_URI,
  bearer(context.env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, context),
  context.env.AWS_CONTAINER_AUTHORIZATION_TOKEN,
]

/** For instances: which machine this is. */
export const instance: Inputs = (claim, context) => [
  ...always(claim, context),
  context.env.AWS_EC2_METADATA_DISABLED,
  context.env.AWS_EC2_METADATA_SERVICE_ENDPOINT,
  ...machineMark(context),
]

function machineMark(context: Context): readonly (string | undefined)[] {
  return [
    context.readFile('/proc/sys/kernel/random/boot_id')?.trim(),
    context.readFile('/proc/sys/kernel/hostname')?.trim(),
    context.readFile('/var/run/secrets/kubernetes.io/serviceaccount/namespace')?.trim(),
  ]
}

/** Whose token a file holds. It rotates hourly: its issuer, subject and audience count, or all of it if it is no JWT. */
function bearer(path: string | undefined, context: Context): string | undefined {
  const text = path ? context.readFile(path)?.trim() : undefined
  if (text === undefined) return undefined
  try {
    const { iss, sub, aud } = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString())
    return JSON.stringify([path, iss, sub, aud])
  } catch {
    return text
  }
}

function modified(folder: string): string | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs.toString()
}
