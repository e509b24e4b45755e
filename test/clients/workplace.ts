import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AccessKey, keyEnvironment } from '../cloud/aws/identities.ts'
import { type CaVariable, type Cloud, startCloud } from '../cloud/cloud.ts'
import { type Finished, run, temporaryHome } from '../support/run.ts'

/** Where npm has put our `keyring`, and the Node that it needs. */
export const ourPrograms = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url))

/** A person with a client: an empty home folder, a cloud of their own, keys for it, our `keyring` on PATH. */
export interface Workplace extends AsyncDisposable {
  readonly cloud: Cloud
  /** The home folder, which is also the working directory. */
  readonly home: string
  /** The index URL, and the same with the user name that CodeArtifact wants. */
  readonly index: string
  readonly indexAsAws: string
  /** The whole environment that their programs find. */
  readonly env: Readonly<Record<string, string>>
  /** Writes a file below the home folder. Returns its absolute path. */
  write(path: string, content: string | Uint8Array): Promise<string>
  /** Runs a program as this person, who has set no variable but the given ones. */
  run(program: string, args: readonly string[], env?: Record<string, string>): Promise<Finished>
  /** What `keyring` was asked for and how it went, call by call, by its own log. */
  calls(): Promise<readonly Call[]>
}

export interface Call {
  readonly service: string
  /** `answered`, or the message of a failure. */
  readonly outcome: string
}

export interface WorkplaceOptions {
  /** The variable in which this person's client, and our `keyring` with it, finds the CA. */
  readonly ca: CaVariable | readonly CaVariable[]
  /** Whose keys they have; those of somebody who may do everything, unless said otherwise. */
  readonly key?: (cloud: Cloud) => AccessKey
}

/** Sets up a workplace. `await using` clears it. */
export async function takeWorkplace({ ca, key }: WorkplaceOptions): Promise<Workplace> {
  const [cloud, temporary] = await Promise.all([startCloud(), temporaryHome()])
  const home = temporary.path
  const log = join(home, 'keyring.log')
  const index = cloud.aws.domains.main.indexUrl('repo')
  const env: Record<string, string> = {
    ...temporary.env,
    PATH: [ourPrograms, temporary.env.PATH].join(delimiter),
    // What a client does not tidy away goes with the home folder.
    TMPDIR: await makeFolder(join(home, 'tmp')),
    ...cloud.env({ ca }),
    ...keyEnvironment(key?.(cloud) ?? cloud.aws.keys.allowed),
    AWS_EC2_METADATA_DISABLED: 'true',
    CLOUD_KEYRING_LOG: log,
  }
  return {
    cloud,
    home,
    index,
    indexAsAws: index.replace('https://', 'https://aws@'),
    env,
    async write(path, content) {
      const target = join(home, path)
      await makeFolder(dirname(target))
      await writeFile(target, content)
      return target
    },
    run: (program, args, more = {}) => run(program, args, { env: { ...env, ...more }, cwd: home }),
    calls: async () => callsIn(await readFile(log, 'utf8').catch(() => '')),
    async [Symbol.asyncDispose]() {
      await Promise.all([cloud.close(), temporary[Symbol.asyncDispose]()])
    },
  }
}

async function makeFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true })
  return path
}

function callsIn(log: string): Call[] {
  const services = [...log.matchAll(/Z service (.*)/g)].map(([, service = '']) => service)
  const outcomes = [...log.matchAll(/Z outcome: (.*)/g)].map(([, outcome = '']) => outcome)
  return services.map((service, at) => ({ service, outcome: outcomes[at] ?? 'none' }))
}
