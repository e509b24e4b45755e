import { exec } from 'node:child_process'
import { promisify } from 'node:util'
import { fromIni } from '@aws-sdk/credential-providers'
import { type Context, KeyringError, oneLine } from '@cloud-keyring/core'
import { externalDataInterceptor } from '@smithy/core/config'
import { explainFailure } from './failures.ts'
import { assumeRole, type Clients, type Keys } from './mint.ts'
import type { Leaf } from './profiles.ts'

/**
 * Returns the credentials of a profile, whose chain ends in `leaf`, by the SDK.
 * Throws KeyringError where it is clear why there are none, otherwise what the SDK throws.
 */
export async function profileKeys(
  name: string,
  leaf: Leaf,
  clients: Clients,
  context: Context,
): Promise<Keys> {
  const { requestHandler, logger, region } = clients
  const children = runCredentialProcess(leaf, context)
  try {
    const provider = fromIni({
      profile: name,
      logger,
      // No region here: the SDK would send SSO's requests to it instead of to sso_region.
      clientConfig: { requestHandler, logger },
      // The web identity of a profile reads only this one.
      parentClientConfig: { region, requestHandler, logger },
      // The SDK's own assumer keeps the first credentials of a chain of roles and signs every step with them.
      roleAssumer: async (source, params) =>
        await assumeRole(params.RoleArn ?? '', source, clients, {
          ...params,
          RoleSessionName: params.RoleSessionName ?? 'cloud-keyring',
        }),
    })
    return await provider()
  } catch (error) {
    throw children.failure ?? leafFailure(error, name, leaf, clients)
  }
}

/**
 * Has the SDK run credential_process through us, so that the deadline ends it and its own words reach the person.
 * The command is the user's and meant for a shell, as AWS defines it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
function runCredentialProcess(leaf: Leaf, context: Context): { failure?: KeyringError } {
  const outcome: { failure?: KeyringError } = {}
  const runner = (command: string) => {
    throw new Error(`not called in this form: ${command}`)
  }
  const promised = async (command: string) => {
    try {
      return await promisify(exec)(command, { signal: context.signal, windowsHide: true })
    } catch (error) {
      const { code, stderr } = error as { code?: number; stderr?: string }
      const said = oneLine(stderr?.trim().split('\n').at(-1) ?? '', 200)
      outcome.failure = new KeyringError(
        'not-signed-in',
        `credential_process of the AWS profile "${leaf.profile}" failed (exit ${code})${said === '' ? '' : `: ${said}`}`,
        { hint: renewal(leaf), cause: error },
      )
      throw error
    }
  }
  externalDataInterceptor.interceptToken('exec', Object.assign(runner, { [promisify.custom]: promised }))
  return outcome
}

function leafFailure(error: unknown, name: string, leaf: Leaf, clients: Clients): unknown {
  const { last } = clients.requestHandler
  const asker = { as: `the AWS profile "${name}"`, renew: renewal(leaf) }
  // An answer of AWS says more than the provider's words about it.
  if (last?.failure !== undefined || (last?.status ?? 0) >= 400 || last?.contentType?.includes('text/html')) {
    return explainFailure(error, { name: 'sign-in', asker, domain: '', last })
  }
  if (leaf.way === 'sso' || leaf.way === 'login') {
    const what = leaf.way === 'sso' ? 'SSO session' : 'sign-in'
    return new KeyringError(
      'not-signed-in',
      `the ${what} of the AWS profile "${leaf.profile}" is missing or has expired`,
      {
        hint: renewal(leaf),
        cause: error,
      },
    )
  }
  return error
}

/** Returns what to do when the credentials of a profile have expired. */
export function renewal({ way, profile }: Leaf): string {
  switch (way) {
    case 'sso':
      return `aws sso login --profile ${profile}`
    case 'login':
      return `aws login --profile ${profile}`
    case 'process':
      return `run the credential_process of the profile "${profile}" by hand to see what it wants`
    case 'web-identity':
      return `check web_identity_token_file and role_arn of the profile "${profile}"`
    case 'credential-source':
      return `check credential_source of the profile "${profile}"`
    case 'keys':
      return `aws configure --profile ${profile}`
  }
}
