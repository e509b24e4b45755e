import { spawn } from 'node:child_process'

export interface ShellOptions {
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Ends the command, and whatever it has started, at once. */
  readonly signal: AbortSignal
}

/** What a command did: both streams in the order in which they were written. */
export interface Shown {
  readonly code: number | null
  readonly output: string
  readonly seconds: number
}

/** Runs a line as a shell does. Nobody answers a prompt. */
export function shell(line: string, { env, cwd, signal }: ShellOptions): Promise<Shown> {
  signal.throwIfAborted()
  const started = performance.now()
  // A process group of its own: no grandchild may outlive the demo and write into a folder that is gone.
  const child = spawn('sh', ['-c', line], { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {} // it has just ended by itself
  }
  signal.addEventListener('abort', end, { once: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      signal.removeEventListener('abort', end)
      resolve({ code, output, seconds: (performance.now() - started) / 1000 })
    })
  })
}
