import { fromLoginCredentials, fromSSO, fromTokenFile } from '@aws-sdk/credential-providers'
import { type Context, KeyringError } from '@cloud-keyring/core'
import { processKeys } from './credential-process.ts'
import { explainFailure } from './failures.ts'
import { type Keys, keysOf } from './keys.ts'
import { containerKeys, instanceKeys } from './machine-keys.ts'
import { assumeRole, type Clients } from './mint.ts'
import type { Chain, Leaf, SharedConfig } from './profiles.ts'

/**
 * Returns the credentials of a profile: those of the leaf of its chain, taken through the chain's roles one by one.
 * The SDK's `fromIni` would keep the first credentials of a chain and sign every step with them.
 * Throws KeyringError where it is clear why there are none, otherwise what the SDK throws.
 */
export async function profileKeys(
  { leaf, roles }: Chain,
  config: SharedConfig,
  clients: Clients,
  context: Context,
): Promise<Keys> {
  let keys = await leafKeys(leaf, config, clients, context)
  for (const { arn, params } of roles) keys = await assumeRole(arn, keys, clients, params)
  return keys
}

/** Returns what to do when the credentials of a profile have expired. */
export function renewal({ name, way }: Leaf): string {
  switch (way) {
    case 'sso':
      return `aws sso login --profile ${name}`
    case 'login':
      return `aws login --profile ${name}`
    case 'process':
      return `run the credential_process of the profile "${name}" by hand to see what it wants`
    case 'web-identity':
      return `check web_identity_token_file and role_arn of the profile "${name}"`
    case 'credential-source':
      return `check credential_source of the profile "${name}"`
    case 'keys':
      return `aws configure --profile ${name}`
  }
}

async function leafKeys(leaf: Leaf, config: SharedConfig, clients: Clients, context: Context): Promise<Keys> {
  const { name, profile, way } = leaf
  const { requestHandler, logger } = clients
  // Without the Region of the index: SSO and sign-in have Regions of their own.
  const common = {
    ...config.init,
    profile: name,
    logger,
    clientConfig: { requestHandler, logger, profile: name },
  }
  switch (way) {
    case 'keys':
      return keysOf(
        profile.aws_access_key_id ?? '',
        profile.aws_secret_access_key ?? '',
        profile.aws_session_token,
      )
    case 'sso':
      return await signedIn(fromSSO(common), leaf, clients)
    case 'login':
      return await signedIn(fromLoginCredentials(common), leaf, clients)
    case 'process':
      return await processKeys(name, profile.credential_process ?? '', context)
    case 'web-identity':
      return await webIdentityKeys(
        profile.web_identity_token_file ?? '',
        profile.role_arn ?? '',
        profile.role_session_name,
        clients,
        context,
        `web_identity_token_file of the AWS profile "${name}"`,
      )
    case 'credential-source':
      return await sourceKeys(leaf, context)
  }
}

/** Returns the credentials of a role for the token in a file. Throws KeyringError `bad-config` where there is no file. */
export async function webIdentityKeys(
  tokenFile: string,
  roleArn: string,
  sessionName: string | undefined,
  clients: Clients,
  context: Context,
  namedBy: string,
): Promise<Keys> {
  if (context.readFile(tokenFile) === undefined) {
    throw new KeyringError('bad-config', `${namedBy} names ${tokenFile}, which does not exist`, {
      hint: 'correct the path, or remove the setting that names it',
    })
  }
  const roleSessionName = sessionName || 'cloud-keyring'
  const settings = { webIdentityTokenFile: tokenFile, roleArn, roleSessionName }
  return await fromTokenFile({ ...settings, clientConfig: clients, logger: clients.logger })()
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html, credential_source */
async function sourceKeys({ name, profile }: Leaf, context: Context): Promise<Keys> {
  switch (profile.credential_source) {
    case 'Environment': {
      const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = context.env
      if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
        return keysOf(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN || undefined)
      }
      throw unmet(name, 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set')
    }
    case 'EcsContainer':
      return await containerKeys(context)
    case 'Ec2InstanceMetadata': {
      const keys = await instanceKeys()
      if ('skip' in keys) throw unmet(name, keys.skip)
      return keys
    }
    default:
      throw unmet(name, 'it is none of Environment, EcsContainer and Ec2InstanceMetadata')
  }
}

function unmet(name: string, why: string): KeyringError {
  return new KeyringError(
    'bad-config',
    `credential_source of the AWS profile "${name}" gives nothing: ${why}`,
    {
      hint: 'correct the profile in the AWS config file, or run where it can be met',
    },
  )
}

/** Asks as somebody who has signed in by a browser before, and says so where that is over. */
async function signedIn(
  provider: () => Promise<Keys>,
  leaf: Leaf,
  { requestHandler }: Clients,
): Promise<Keys> {
  try {
    return await provider()
  } catch (error) {
    const { last } = requestHandler
    const asker = { as: `the AWS profile "${leaf.name}"`, renew: renewal(leaf) }
    // What came over the wire says more than the provider's words about it.
    if (last !== undefined) throw explainFailure(error, { name: 'sign-in', asker, domain: '', last })
    const what = leaf.way === 'sso' ? 'SSO session' : 'sign-in'
    const text = `the ${what} of the AWS profile "${leaf.name}" is missing or has expired`
    throw new KeyringError('not-signed-in', text, { hint: asker.renew, cause: error })
  }
}
