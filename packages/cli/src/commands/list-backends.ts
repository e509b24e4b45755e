import { failBackend, nullBackend } from '../backend.ts'
import type { ExitCode, World } from '../world.ts'

// keyrings.codeartifact and its siblings rank themselves at 9.9, above every keystore.
const providerPriority = 9.9

/** `--list-backends`: prints every name that `-b` understands, in Python's form and order of priority. */
export function listBackends({ providers, terminal }: World): ExitCode {
  for (const name of providers.flatMap(({ replaces }) => replaces)) {
    terminal.out(`${name} (priority: ${providerPriority})\n`)
  }
  terminal.out(`${failBackend} (priority: 0)\n${nullBackend} (priority: -1)\n`)
  return 0
}
