import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { World } from './answering.ts'
import { createAuthority } from './authority.ts'
import { type Aws, startAws } from './aws/aws.ts'
import { Clock } from './clock.ts'
import { Faults } from './faults.ts'
import { createFront } from './front.ts'
import { Journal } from './journal.ts'
import { type CloudProxy, startProxy } from './proxy.ts'

/** The variables through which one program or another is told which authorities to trust. */
export type CaVariable =
  | 'SSL_CERT_FILE'
  | 'NODE_EXTRA_CA_CERTS'
  | 'REQUESTS_CA_BUNDLE'
  | 'CURL_CA_BUNDLE'
  | 'AWS_CA_BUNDLE'
  | 'PIP_CERT'

export interface EnvironmentOptions {
  /** Where to name the authority; SSL_CERT_FILE unless said otherwise, an empty list for nowhere. */
  readonly ca?: CaVariable | readonly CaVariable[]
  /** Another proxy URL, as with user name and password. */
  readonly proxy?: string
}

/** A cloud on 127.0.0.1, reached under the real host names through its proxy, with TLS verified. */
export interface Cloud extends AsyncDisposable {
  readonly proxyUrl: string
  readonly proxy: CloudProxy
  /** The authority that signs for every host, as PEM in a file and as text. */
  readonly caFile: string
  readonly ca: string
  /** A folder of the cloud's own, gone when it closes. */
  readonly folder: string
  readonly journal: Journal
  readonly faults: Faults
  readonly clock: Clock
  readonly aws: Aws
  /** The variables that send a program through this cloud, for it to trust what it finds there. */
  env(options?: EnvironmentOptions): Record<string, string>
  close(): Promise<void>
}

/**
 * Starts a cloud of the caller's own; `await using` closes it.
 *
 *     await using cloud = await startCloud()
 *     const env = { ...home.env, ...cloud.env(), ...keyEnvironment(cloud.aws.keys.allowed) }
 *     cloud.faults.add('codeartifact', { kind: 'throttle', times: 1 })
 *     await runKeyring(['get', cloud.aws.domains.main.indexUrl('repo'), 'aws'], { env })
 *     expect(cloud.journal.of('codeartifact')).toHaveLength(2)
 *     expect(cloud.journal.strays).toEqual([])
 */
export async function startCloud(): Promise<Cloud> {
  const folder = await mkdtemp(join(tmpdir(), 'loopback-cloud-'))
  const ending = new AbortController()
  const [journal, faults, clock] = [new Journal(), new Faults(), new Clock()]
  const world: World = { journal, faults, clock, closing: ending.signal }
  const authority = await createAuthority(folder)
  const { aws, services, close: closeAws } = await startAws(world)
  const front = createFront(world, authority, services)
  const proxy = await startProxy({ journal, knows: front.knows, tunnel: front.accept })

  async function end(): Promise<void> {
    ending.abort()
    await Promise.all([proxy.close(), closeAws()])
    await rm(folder, { recursive: true, force: true })
  }

  let ended: Promise<void> | undefined
  function close(): Promise<void> {
    ended ??= end()
    return ended
  }

  return {
    proxyUrl: proxy.url,
    proxy,
    caFile: authority.file,
    ca: authority.pem,
    folder,
    journal,
    faults,
    clock,
    aws,
    env({ ca = 'SSL_CERT_FILE', proxy: url = proxy.url } = {}) {
      const variables = typeof ca === 'string' ? [ca] : ca
      return {
        HTTPS_PROXY: url,
        HTTP_PROXY: url, // so that a plain request to anywhere is seen as a stray
        NO_PROXY: '127.0.0.1,localhost', // the container's and the instance's endpoints are reached directly
        ...Object.fromEntries(variables.map((variable) => [variable, authority.file])),
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
