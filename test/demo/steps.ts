import type { Client } from '../clients/tools.ts'
import type { Call } from '../clients/workplace.ts'
import type { AuthorizationToken } from '../cloud/aws/tokens.ts'
import { demo, demoDependencies } from '../cloud/packages.ts'
import type { Shown } from './shell.ts'

/** One thing that the demo shows. */
export interface Step {
  readonly title: string
  /** What a person types. It is run as it stands. */
  readonly command: string
  /** The client from PyPI that the command is. */
  readonly client?: Client
  /** Which lines of the output are worth showing; all, unless said otherwise. */
  readonly telling?: RegExp
  /** Says in a few words what happened. Throws, in words too, where it is not what should have. */
  verdict(happened: Happened): string | Promise<string>
}

/** What a step has done. */
export interface Happened {
  readonly shown: Shown
  /** The calls of `keyring` that it made. */
  readonly calls: readonly Call[]
  /** The tokens that the cloud made for it. */
  readonly tokens: readonly AuthorizationToken[]
  /** How many requests reached the cloud. */
  readonly requests: number
  /** Runs another command in the same place. */
  shell(line: string): Promise<Shown>
}

/** `$URL` is the index, `$INDEX` the same with `aws@`. */
export const steps: readonly Step[] = [
  {
    title: 'A token, as uv asks for it',
    command: 'keyring get $URL aws',
    verdict: aboutToken,
  },
  {
    title: 'User name and token, as pip asks for them',
    command: 'keyring --mode=creds --output=json get $URL',
    verdict: aboutToken,
  },
  {
    title: 'uv installs a package and the five that it needs',
    command: `UV_KEYRING_PROVIDER=subprocess UV_DEFAULT_INDEX=$INDEX uv pip install ${demo}`,
    client: 'uv',
    telling: /^(Resolved|Installed)/,
    verdict: (happened) => aboutInstalled('uv', '.venv/bin/python', happened),
  },
  {
    title: 'pip installs the same',
    command: `PIP_KEYRING_PROVIDER=subprocess PIP_INDEX_URL=$URL pip install --target packages ${demo}`,
    client: 'pip',
    telling: /^Successfully/,
    verdict: (happened) => aboutInstalled('pip', 'PYTHONPATH=packages python', happened),
  },
  {
    title: 'What a mistake looks like: a profile that nobody has set up',
    command: 'AWS_PROFILE=staging keyring get $URL aws',
    verdict({ shown: { code, output }, requests }) {
      if (code !== 1 || requests > 0) throw new Error(`exit code ${code} after ${requests} requests`)
      if (!/^keyring: .*\nhint: .*\n$/.test(output)) throw new Error('that is not one line and a hint')
      return 'exit code 1, what is wrong, and a hint; the cloud was not asked'
    },
  },
]

function aboutToken({ shown: { code, output }, tokens: [made, ...more] }: Happened): string {
  if (code !== 0 || made === undefined || more.length > 0) throw new Error(`exit code ${code}`)
  if (!output.includes(made.token)) throw new Error('that is not the token that the cloud made')
  const minutes = Math.round((made.expires - Date.now()) / 60_000)
  return `a new token of ${made.token.length} characters, good for ${minutes} minutes`
}

async function aboutInstalled(
  name: string,
  python: string,
  { shown, calls, shell }: Happened,
): Promise<string> {
  if (shown.code !== 0) throw new Error(`exit code ${shown.code}`)
  const modules = [demo, ...demoDependencies].map((project) => project.replaceAll('-', '_'))
  const imported = await shell(`${python} -c 'import ${modules.join(', ')}'`)
  if (imported.code !== 0) throw new Error(`Python cannot import what was installed: ${imported.output}`)
  const times = calls.length === 1 ? 'once' : `${calls.length} times`
  return `${name} asked keyring ${times}; Python imports all ${modules.length}`
}
