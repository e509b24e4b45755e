import { parseArguments } from './argparse.ts'
import { selectBackend, UnknownBackend } from './backend.ts'
import { diagnose } from './commands/diagnose.ts'
import { disable } from './commands/disable.ts'
import { get } from './commands/get.ts'
import { keep } from './commands/keep.ts'
import { listBackends } from './commands/list-backends.ts'
import { renderFailure } from './render.ts'
import { help, usage } from './usage.ts'
import type { ExitCode, World } from './world.ts'

/** Runs one command line and returns its exit code. Whatever goes wrong ends in a line on standard error. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  const { terminal } = world
  const call = parseArguments(argv)
  switch (call.kind) {
    case 'help':
      terminal.out(help())
      return 0
    case 'version':
      terminal.out(`cloud-keyring ${world.version}\n`)
      return 0
    case 'list-backends':
      return listBackends(world)
    case 'disable':
      return disable(world)
    case 'diagnose':
      return diagnose(world)
    case 'print-completion':
      terminal.err('keyring: shell completion is not part of this version\n')
      return 1
    case 'wrong-usage':
      return wrongUsage(call.message, world)
  }
  try {
    const backend = selectBackend(call.backend, world.machine, world.providers)
    return call.operation === 'get' ? await get(call, backend, world) : keep(call, backend, world)
  } catch (error) {
    if (error instanceof UnknownBackend) return wrongUsage(error.message, world)
    terminal.err(renderFailure(error, call.service))
    return 1
  }
}

function wrongUsage(message: string, { terminal }: World): ExitCode {
  terminal.err(`${usage()}keyring: error: ${message}\n`)
  return 2
}
