import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Machine } from './machine.ts'

/** How a child program ended. */
export interface Ran {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined
  readonly signal: NodeJS.Signals | undefined
  readonly stdout: string
  readonly stderr: string
}

const mostBytes = 1024 * 1024
/** How long to read on after a program has ended, in milliseconds. */
const outputGrace = 300

/**
 * Runs a program to its end: no shell of ours, nothing on its standard input, the machine's environment, and at most
 * 1 MiB of each output. When the signal aborts, it and whatever it has started are killed.
 * Rejects with Node's error where it cannot be started.
 */
export function runChild(
  [program, ...args]: readonly [string, ...string[]],
  { env, kill }: Pick<Machine, 'env' | 'kill'>,
  signal: AbortSignal,
): Promise<Ran> {
  const child = spawn(program, args, {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // The only quoting that cmd.exe understands is the caller's own.
    windowsVerbatimArguments: true,
  })
  const stop = () => killTree(child.pid, kill)
  signal.addEventListener('abort', stop, { once: true })
  const [stdout, stderr] = [collect(child.stdout, stop), collect(child.stderr, stop)]
  return new Promise<Ran>((resolve, reject) => {
    child.on('error', reject)
    const done = (code: number | null, ended: NodeJS.Signals | null) =>
      resolve({ code: code ?? undefined, signal: ended ?? undefined, stdout: stdout(), stderr: stderr() })
    child.on('close', done)
    // What it leaves running in the background may hold its output open for ever.
    child.on('exit', (code, ended) => setTimeout(done, outputGrace, code, ended))
  }).finally(() => signal.removeEventListener('abort', stop))
}

function collect(stream: NodeJS.ReadableStream, tooMuch: () => void): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > mostBytes) tooMuch()
    else chunks.push(chunk)
  })
  return () => Buffer.concat(chunks).toString()
}

/** A process group would do it, but takes the terminal away from a program that asks for a code there. */
function killTree(pid: number | undefined, kill: Machine['kill']): void {
  if (pid === undefined) return
  const children = childrenOf(pid)
  try {
    kill(pid)
  } catch {
    // It has just ended by itself.
  }
  for (const child of children) killTree(child, kill)
}

/** Linux says who the children are; elsewhere only the program itself is killed. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}
