import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Finished, run } from './run.ts'

const cache = fileURLToPath(new URL('../../node_modules/.cache/cloud-keyring/tools/', import.meta.url))
const pinned = /^[\w.-]+(\[[\w.,-]+\])?==[\w.!+-]+$/

/** Programs from PyPI, in a virtual environment of their own. */
export interface PythonTools {
  /** Returns the path of a program that the requirements brought. */
  bin(program: string): string
  readonly python: string
}

/** This machine cannot install from PyPI: no Python, no venv, or no way to the index. Says nothing about our code. */
export class NoPyPI extends Error {
  override readonly name = 'NoPyPI'
}

/**
 * Returns the named tools, installed by pip into a virtual environment, once for these requirements and this Python.
 * pip runs in the caller's own environment: a machine's mirror, proxy and CA are its business.
 * Throws NoPyPI where the machine cannot do that, RangeError for a requirement without `==`, and Error where pip
 * refuses the requirements.
 */
export async function pythonTools(name: string, requirements: readonly string[]): Promise<PythonTools> {
  const loose = requirements.filter((requirement) => !pinned.test(requirement))
  if (loose.length > 0) throw new RangeError(`not pinned with ==: ${loose.join(', ')}`)
  const python = await machinePython()
  const key = createHash('sha256')
    .update(JSON.stringify([python, requirements]))
    .digest('hex')
    .slice(0, 16)
  const link = join(cache, `${name}-${key}`)
  if (!existsSync(link)) await publish(await install(link, python.executable, requirements), link)
  // A virtual environment knows its own path and cannot be moved: use it where it was made.
  const folder = await realpath(link)
  const bin = (program: string) => join(folder, process.platform === 'win32' ? 'Scripts' : 'bin', program)
  return { bin, python: bin('python') }
}

/**
 * Returns the tools, or why this machine cannot have them, for a test to skip with.
 * Throws what pythonTools throws, in CI also NoPyPI: there nothing may go untested unseen.
 */
export async function toolsOrSkip(
  name: string,
  requirements: readonly string[],
): Promise<PythonTools | string> {
  try {
    return await pythonTools(name, requirements)
  } catch (error) {
    if (error instanceof NoPyPI && process.env.CI !== 'true') return error.message
    throw error
  }
}

interface MachinePython {
  readonly executable: string
  readonly version: string
}

async function machinePython(): Promise<MachinePython> {
  const script = 'import json, sys; print(json.dumps({"executable": sys.executable, "version": sys.version}))'
  const { code, stdout, stderr } = await inCallersEnvironment('python3', ['-c', script])
  if (code !== 0) throw new NoPyPI(`python3 does not run here: ${lastLine(stderr)}`)
  return JSON.parse(stdout) as MachinePython
}

async function install(link: string, python: string, requirements: readonly string[]): Promise<string> {
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(`${link}.`)
  try {
    const made = await inCallersEnvironment(python, ['-m', 'venv', folder])
    if (made.code !== 0)
      throw new NoPyPI(`python3 -m venv does not work here: ${lastLine(made.stdout + made.stderr)}`)
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check']
    const venvPython = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin', 'python')
    const installed = await inCallersEnvironment(venvPython, [...pip, ...requirements])
    if (installed.code !== 0) throw refusal(installed, requirements)
    return folder
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Of two processes that made the same tools at once, the first to set the link wins; no lock can be left behind. */
async function publish(folder: string, link: string): Promise<void> {
  try {
    await symlink(folder, link, 'junction')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (existsSync(link)) return rm(folder, { recursive: true, force: true })
    // It leads nowhere: somebody removed the folder by hand.
    await rm(link)
    await symlink(folder, link, 'junction')
  }
}

function refusal({ stderr }: Finished, requirements: readonly string[]): Error {
  // pip has one exit code for everything, and reports an index out of reach as one that has no versions.
  const outOfReach =
    /connection broken|from versions: none|HTTP error|Could not fetch|Error: .*(?:Timeout|Connection)/i
  if (outOfReach.test(stderr)) {
    const cause = stderr.split('\n').find((line) => /Retrying|connection broken|HTTP error/i.test(line))
    return new NoPyPI(`PyPI cannot be reached: ${(cause ?? lastLine(stderr)).trim().slice(0, 300)}`)
  }
  if (stderr.includes('requires a different Python')) {
    return new NoPyPI(`this Python is too old for ${requirements.join(' ')}`)
  }
  return new Error(`pip does not install ${requirements.join(' ')}: ${lastLine(stderr)}`)
}

/** Fewer attempts than pip's own five, so that a machine without a network is told so at once. */
async function inCallersEnvironment(program: string, args: readonly string[]): Promise<Finished> {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  try {
    return await run(program, args, { env: { PIP_RETRIES: '1', ...Object.fromEntries(own) } })
  } catch (error) {
    throw new NoPyPI(`${program} cannot be started: ${(error as NodeJS.ErrnoException).code}`)
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
