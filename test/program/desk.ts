import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Cloud, startCloud } from '../cloud/cloud.ts'
import { type Finished, runKeyring, type TemporaryHome, temporaryHome } from '../support/run.ts'

/** A person at a machine: an empty home folder, and a cloud of their own behind the proxy. */
export interface Desk extends AsyncDisposable {
  readonly cloud: Cloud
  readonly home: TemporaryHome
  /** What every call finds in the environment beside HOME and PATH; a test may add to it. */
  readonly env: Record<string, string>
  /** Index URL of the domain that the allowed identities may use. */
  readonly index: string
  /** Writes a file below the home folder. Returns its absolute path. */
  write(path: string, text: string): Promise<string>
  writeConfig(text: string): Promise<string>
  /** Runs `keyring` with these arguments. */
  keyring(args: readonly string[], env?: Record<string, string>): Promise<Finished>
  /** Runs pip's call for the index: `keyring --mode=creds --output=json get INDEX`. */
  get(env?: Record<string, string>): Promise<Finished>
}

/** Sits somebody down. `await using` clears the desk. */
export async function takeDesk(): Promise<Desk> {
  const [cloud, home] = await Promise.all([startCloud(), temporaryHome()])
  const env = { ...home.env, ...cloud.env(), AWS_EC2_METADATA_DISABLED: 'true' }
  const index = cloud.aws.domains.main.indexUrl('repo')
  const keyring: Desk['keyring'] = (args, more = {}) =>
    runKeyring(args, { env: { ...env, ...more }, cwd: home.path })
  const write: Desk['write'] = async (path, text) => {
    const target = join(home.path, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text)
    return target
  }
  return {
    cloud,
    home,
    env,
    index,
    write,
    writeConfig: (text) => write('.config/python_keyring/keyringrc.cfg', text),
    keyring,
    get: (more) => keyring(['--mode=creds', '--output=json', 'get', index], more),
    async [Symbol.asyncDispose]() {
      await Promise.all([cloud.close(), home[Symbol.asyncDispose]()])
    },
  }
}

/** The password of a successful answer in pip's form, which must be all that standard output holds. */
export function passwordIn({ stdout, stderr, code }: Finished): string {
  const match = /^\{"username": "aws", "password": "([\x21-\x7e]+)"\}\n$/.exec(stdout)
  if (code !== 0 || match?.[1] === undefined) throw new Error(`no credential: exit ${code}: ${stderr}`)
  return match[1]
}
