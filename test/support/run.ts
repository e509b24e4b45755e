import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The command as a user runs it. */
export const keyring = fileURLToPath(new URL('../../packages/cli/bin/keyring.cjs', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Wall time of the whole process, in seconds. */
  readonly seconds: number
}

export interface RunOptions {
  /** The whole environment: nothing of the caller's leaks in. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  /** What standard input holds; without it standard input is /dev/null, as clients have it. */
  readonly input?: string
}

/** Runs a program to its end. Never rejects for an exit code; rejects where the program cannot be started. */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const started = performance.now()
  const child = spawn(program, args, {
    env: options.env,
    cwd: options.cwd,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  const output: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk))
  child.stdin?.on('error', () => {}) // a program may exit before it has read its input
  child.stdin?.end(options.input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const seconds = (performance.now() - started) / 1000
      resolve({
        code,
        signal,
        stdout: Buffer.concat(output).toString(),
        stderr: Buffer.concat(errors).toString(),
        seconds,
      })
    })
  })
}

/** Runs our own command, with the Node that runs the tests. */
export function runKeyring(args: readonly string[], options: RunOptions): Promise<Finished> {
  return run(process.execPath, [keyring, ...args], options)
}

/** A home folder of a test's own; `await using` removes it. */
export interface TemporaryHome extends AsyncDisposable {
  readonly path: string
  /** An environment that knows this home, a PATH with this Node first, and nothing else. */
  readonly env: Record<string, string>
}

export async function temporaryHome(): Promise<TemporaryHome> {
  const path = await mkdtemp(join(tmpdir(), 'cloud-keyring-test-'))
  const systemPath = ['/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)
  return {
    path,
    env: { HOME: path, PATH: [dirname(process.execPath), systemPath].join(delimiter), LANG: 'C.UTF-8' },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}
