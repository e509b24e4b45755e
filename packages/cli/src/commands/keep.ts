import { KeyringError, parseService, route, serviceLabel } from '@cloud-keyring/core'
import type { Operation } from '../argparse.ts'
import type { Backend } from '../backend.ts'
import type { ExitCode, World } from '../world.ts'

/**
 * `set` and `del`: nothing is kept yet, so both refuse and say so. The null backend takes and forgets, as Python's
 * does: people select it to have programs believe that a password was kept.
 */
export function keep(call: Operation, backend: Backend, world: World): ExitCode {
  const { terminal } = world
  if (
    call.operation === 'set' &&
    !terminal.inputIsTerminal() &&
    passwordFrom(terminal.readInput()) === undefined
  ) {
    terminal.err(`keyring: ${serviceLabel(call.service)}: no password was given on standard input\n`)
    return 1
  }
  if (backend.kind === 'null') return 0
  const done = call.operation === 'set' ? 'stored' : 'deleted'
  terminal.err(
    `keyring: ${serviceLabel(call.service)}: ${reason(call, backend, world)}; nothing was ${done}\n`,
  )
  return 1
}

function reason(call: Operation, backend: Backend, world: World): string {
  if (backend.kind === 'fail') return 'the fail backend is selected'
  try {
    if (route(parseService(call.service), world.providers) !== undefined) {
      return 'tokens for this index are made when they are asked for'
    }
  } catch (error) {
    return error instanceof KeyringError ? error.message : 'this is no service'
  }
  return 'this version has no store for passwords'
}

/** One trailing newline is the pipe's, not the password's. Bytes that are no UTF-8 are no password. */
function passwordFrom(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.replace(/\n$/, '') || undefined
  } catch {
    return undefined
  }
}
