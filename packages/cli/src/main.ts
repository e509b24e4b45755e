import { readFileSync, writeSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute } from 'node:path'
import { codeartifact } from '@cloud-keyring/aws'
import { environmentOf } from '@cloud-keyring/core'
import manifest from '../package.json' with { type: 'json' }
import { run } from './program.ts'

/** The outermost file: the only one that touches `process`, and nothing but wiring. */

// Until an answer is out, whatever ends this process early must not look like one.
process.exitCode = 1

// Standard error belongs to us and the client: Node's own warnings are no help there.
process.removeAllListeners('warning')

const ending = new AbortController()
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    ending.abort()
    process.kill(process.pid, signal)
  })
}

void run(process.argv.slice(2), {
  machine: {
    env: environmentOf(process.env, process.platform),
    home: homeFolder(),
    platform: process.platform,
    now: () => new Date(),
    ending: ending.signal,
    kill: (pid) => process.kill(pid, 'SIGKILL'),
  },
  providers: [codeartifact],
  terminal: {
    out: (text) => write(1, text),
    err: (text) => write(2, text),
    inputIsTerminal: () => process.stdin.isTTY === true,
    readInput: () => readFileSync(0),
  },
  version: manifest.version,
}).then((code) => {
  // Everything is written. Sockets or a child that an SDK left behind must not hold up the client.
  process.exit(code)
})

/** Writes all of it, at once: Node's streams cost milliseconds to set up. A reader that has gone needs no answer. */
function write(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') process.exit(1)
      // The pipe is full and somebody made it non-blocking: give its reader a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

/**
 * A user without an entry in the system's list (`docker run --user 12345`) has no home folder, and a relative one would
 * be the working directory: nothing is read there.
 */
function homeFolder(): string {
  try {
    const home = homedir()
    return isAbsolute(home) ? home : '/nonexistent'
  } catch {
    return '/nonexistent'
  }
}
