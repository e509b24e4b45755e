import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { codeartifact } from '@cloud-keyring/aws'
import { environmentOf } from '@cloud-keyring/core'
import manifest from '../package.json' with { type: 'json' }
import { run } from './program.ts'

/** The outermost file: the only one that touches `process`, and nothing but wiring. */

// Until an answer is out, whatever ends this process early must not look like one.
process.exitCode = 1

// A client that has gone away needs no answer and no stack trace.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(1))

void run(process.argv.slice(2), {
  machine: {
    env: environmentOf(process.env, process.platform),
    home: homeFolder(),
    platform: process.platform,
    now: () => new Date(),
  },
  providers: [codeartifact],
  terminal: {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    inputIsTerminal: process.stdin.isTTY === true,
    readInput: () => readFileSync(0),
  },
  version: manifest.version,
}).then((code) => {
  process.exitCode = code
  // Sockets or a child that an SDK left behind must not hold up the client: leave once the answer is out.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
})

/** A user without an entry in the system's list (`docker run --user 12345`) has no home folder: nothing is there. */
function homeFolder(): string {
  try {
    return homedir()
  } catch {
    return '/nonexistent'
  }
}
