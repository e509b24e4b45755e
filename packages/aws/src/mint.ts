import { CodeartifactClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact'
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import { type Claim, type Context, type Credential, KeyringError, Secret } from '@cloud-keyring/core'
import { type Asker, explainFailure, type Step } from './failures.ts'
import { wantsFips } from './hosts.ts'
import type { Keys } from './keys.ts'
import { Wire } from './wire.ts'

/** What every SDK client of one call has in common. */
export interface Clients {
  /** The Region of the index: a token works only where it was made, whatever AWS_REGION says. */
  readonly region: string
  readonly requestHandler: Wire
  /** The profile whose retry settings hold; the SDK's own choice where there is none. */
  readonly profile?: string
  readonly logger: Logger
}

type Logger = Record<'trace' | 'debug' | 'info' | 'warn' | 'error', (...content: unknown[]) => void>

/** What a key, a token or a header may be made of. */
export const printable = /^[\x21-\x7e]+$/

const ignore = () => {}
/** The SDK prints its warnings to the console where nobody listens. */
export const silent: Logger = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore }

/** One way to sign in to AWS. */
export interface SignIn extends Asker {
  /** A bundle of CAs that belongs to this way, such as ca_bundle of its profile. */
  readonly caFile?: string
  /** The profile whose retry settings hold. */
  readonly profile?: string
  /** Returns AWS credentials; throws what the SDK throws. */
  keys(clients: Clients): Promise<Keys>
}

/**
 * Signs in to AWS and has CodeArtifact make a token for the claimed domain.
 * Throws KeyringError for whatever went wrong, in words for people.
 */
export async function mint(claim: Claim, context: Context, signIn: SignIn): Promise<Credential> {
  const { domain = '', account = '', region = '' } = claim.index
  const { options, env } = context
  const agent = await context.httpsAgent(options.verify ?? signIn.caFile ?? (env.AWS_CA_BUNDLE || undefined))
  const wire = new Wire(agent, context.signal)
  const profile = signIn.profile === undefined ? {} : { profile: signIn.profile }
  const clients: Clients = { region, requestHandler: wire, logger: silent, ...profile }
  const step = (name: Step['name']): Step => ({
    name,
    asker: signIn,
    domain: `domain ${domain} of account ${account} in ${region}`,
    last: wire.last,
  })

  let keys: Keys
  try {
    keys = await signIn.keys(clients)
    if (options.role_arn !== undefined) keys = await assumeRole(options.role_arn, keys, clients)
  } catch (error) {
    throw explainFailure(error, step('sign-in'))
  }

  const client = new CodeartifactClient({
    ...clients,
    credentials: keys,
    ...(wantsFips(claim) ? { useFipsEndpoint: true } : {}),
  })
  wire.last = undefined
  const durationSeconds = Number(options.token_duration ?? 3600)
  try {
    const answer = await client.send(
      new GetAuthorizationTokenCommand({ domain, domainOwner: account, durationSeconds }),
    )
    return credentialFrom(answer, wire, context)
  } catch (error) {
    throw explainFailure(error, step('token'))
  }
}

/** Returns the credentials of a role, for a session of its own: a chain of roles signs each step with the last one's. */
export async function assumeRole(
  roleArn: string,
  masterCredentials: Keys,
  clients: Clients,
  params: Readonly<Record<string, unknown>> = {},
): Promise<Keys> {
  const provider = fromTemporaryCredentials({
    masterCredentials,
    params: { RoleSessionName: 'cloud-keyring', ...params, RoleArn: roleArn },
    clientConfig: clients,
    logger: clients.logger,
  })
  return await provider()
}

function credentialFrom(
  {
    authorizationToken,
    expiration,
  }: { authorizationToken?: string | undefined; expiration?: Date | undefined },
  wire: Wire,
  context: Context,
): Credential {
  if (authorizationToken === undefined || !printable.test(authorizationToken)) {
    throw new KeyringError('bad-answer', `${wire.last?.host} answered without a token`, {
      hint: 'a proxy may have changed the answer: check HTTPS_PROXY, or try again',
    })
  }
  if (expiration === undefined) return { username: 'aws', secret: new Secret(authorizationToken) }
  // Measured by AWS's clock where it said: this machine's may be wrong by hours.
  if (expiration.getTime() <= (wire.last?.date ?? context.now()).getTime()) {
    throw new KeyringError('bad-answer', 'the token had expired on arrival', {
      hint: 'check that the clock of this machine is right',
    })
  }
  return { username: 'aws', secret: new Secret(authorizationToken), expires: expiration }
}
