import { fromHttp, fromInstanceMetadata, fromTokenFile } from '@aws-sdk/credential-providers'
import {
  type Claim,
  type Context,
  type Credential,
  KeyringError,
  oneLine,
  type Skip,
} from '@cloud-keyring/core'
import { type Keys, mint } from './mint.ts'
import { profileKeys, renewal } from './profile-keys.ts'
import { followProfile, loadProfiles, signsIn } from './profiles.ts'

/** The ways to sign in. This file loads the SDK: it is imported only by a source that is set up. */

/** Mints with keys that somebody wrote down; `place` says where, for messages. */
export function withKeys(claim: Claim, context: Context, keys: Keys, place: string): Promise<Credential> {
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
  const profiles = await loadProfiles(context)
  const leaf = followProfile(name, profiles, context, namedBy)
  const caFile = profiles[name]?.ca_bundle
  return mint(claim, context, {
    as: `the AWS profile "${name}"`,
    renew: renewal(leaf),
    profile: name,
    ...(caFile === undefined ? {} : { caFile }),
    keys: (clients) => profileKeys(name, leaf, clients, context),
  })
}

/** Mints as the profile `[default]`, where it says how to sign in: then somebody has set it up, and it is strict. */
export async function withDefaultProfile(claim: Claim, context: Context): Promise<Credential | Skip> {
  const profile = (await loadProfiles(context)).default
  if (profile === undefined || !signsIn(profile))
    return { skip: 'there is no [default] profile with credentials' }
  return withProfile(claim, context, 'default', 'the AWS config file')
}

/** Mints as the role of AWS_ROLE_ARN with the token in a file (EKS, GitHub and others by OIDC). */
export function withWebIdentity(
  claim: Claim,
  context: Context,
  roleArn: string,
  tokenFile: string,
): Promise<Credential> {
  if (context.readFile(tokenFile) === undefined) {
    throw new KeyringError(
      'bad-config',
      `AWS_WEB_IDENTITY_TOKEN_FILE names ${tokenFile}, which does not exist`,
      {
        hint: 'correct the path, or unset AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN',
      },
    )
  }
  return mint(claim, context, {
    as: `the web identity in ${tokenFile} as ${roleArn}`,
    renew: 'have the platform write a new token, and check the trust policy of the role',
    keys: async (clients) => {
      const provider = fromTokenFile({
        webIdentityTokenFile: tokenFile,
        roleArn,
        roleSessionName: context.env.AWS_ROLE_SESSION_NAME || 'cloud-keyring',
        clientConfig: clients,
        logger: clients.logger,
      })
      return await provider()
    },
  })
}

/** Mints as the role of an ECS task or an EKS pod. */
export function withContainer(claim: Claim, context: Context): Promise<Credential> {
  return mint(claim, context, {
    as: 'the role of this container',
    renew: 'check the role of the ECS task or the EKS pod identity association',
    keys: async ({ logger }) => {
      try {
        // One more try, a second later: the agents of ECS and EKS are sometimes not ready when a container starts.
        return await fromHttp({ timeout: 1000, maxRetries: 1, logger })()
      } catch (error) {
        throw containerFailure(error)
      }
    },
  })
}

/**
 * Mints as the role of an EC2 instance. A metadata service that does not answer is no error: this is no instance.
 * It is asked twice (v2, then v1), so that half a second each keeps the answer elsewhere within two seconds.
 */
export async function withInstance(claim: Claim, context: Context): Promise<Credential | Skip> {
  let keys: Keys
  try {
    keys = await fromInstanceMetadata({ timeout: 500, maxRetries: 0 })()
  } catch (error) {
    const { statusCode, message } = error as Error & { statusCode?: number }
    // 404: no role. 403: switched off. Others: another cloud's service at the same address.
    if (statusCode !== undefined && statusCode < 500)
      return { skip: `the metadata service answers ${statusCode}: no role here` }
    if (statusCode === undefined && /Unable to connect|TimeoutError/.test(message)) {
      return { skip: 'no EC2 metadata service answers' }
    }
    throw new KeyringError(
      'bad-answer',
      `the EC2 metadata service fails (${statusCode ?? oneLine(message, 200)})`,
      {
        hint: 'check the role of the instance, or set AWS_EC2_METADATA_DISABLED=true',
        cause: error,
      },
    )
  }
  return mint(claim, context, {
    as: 'the role of this instance',
    renew: 'check the role of the instance',
    keys: async () => keys,
  })
}

function containerFailure(error: unknown): KeyringError {
  const { message, Code } = error as Error & { Code?: string }
  const hint = 'check AWS_CONTAINER_CREDENTIALS_FULL_URI or _RELATIVE_URI, and the role of the task or pod'
  // The SDK keeps the status only in this sentence.
  const status = /responded with status: (\d+)/.exec(message)?.[1]
  if (status?.startsWith('4')) {
    const why = Code === undefined ? status : `${status} ${Code}`
    const text = `the container credentials endpoint refuses (${why})`
    return new KeyringError('denied', text, { hint, cause: error })
  }
  const text = `the container credentials endpoint fails (${message})`
  return new KeyringError(/not accepted/.test(message) ? 'bad-config' : 'unreachable', text, {
    hint,
    cause: error,
  })
}
