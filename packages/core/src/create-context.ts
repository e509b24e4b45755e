import type { Context } from './context.ts'
import type { Machine } from './machine.ts'
import type { Settings } from './settings.ts'
import { readSmallFile } from './small-file.ts'

/** Returns the context in which the sources of one claim are asked. */
export function createContext(
  machine: Machine,
  settings: Settings,
  signal: AbortSignal,
  note: (text: string) => void,
): Context {
  return {
    env: machine.env,
    home: machine.home,
    platform: machine.platform,
    options: settings.options,
    optionPlace: settings.placeOf,
    signal,
    now: machine.now,
    readFile: readSmallFile,
    async httpsAgent(caFile) {
      // Node's TLS takes longer to load than all of the rest: only a call that goes out pays for it.
      const { createAgent } = await import('./net/agent.ts')
      return createAgent(machine.env, note, caFile)
    },
    async run(command) {
      const { runChild } = await import('./child.ts')
      return await runChild(command, machine, signal)
    },
    note,
  }
}
