import { readFileSync, statSync } from 'node:fs'
import type { Context, Environment } from './context.ts'
import { KeyringError } from './errors.ts'
import type { Settings } from './settings.ts'

/** What the outermost file knows of the machine; everything else is handed it. */
export interface Machine {
  readonly env: Environment
  /** Absolute. */
  readonly home: string
  readonly platform: NodeJS.Platform
  now(): Date
}

const largestFile = 1024 * 1024

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
    optionsFrom: settings.from,
    signal,
    now: machine.now,
    readFile: readSmallFile,
    async httpsAgent(caFile) {
      // Node's TLS takes longer to load than all of the rest: only a call that goes out pays for it.
      const { createAgent } = await import('./net/agent.ts')
      return createAgent(machine.env, note, caFile)
    },
    note,
  }
}

/**
 * Returns the text of a file of at most 1 MiB, or undefined where there is none.
 * Throws KeyringError `bad-config` where it is there and cannot be read.
 */
export function readSmallFile(path: string): string | undefined {
  try {
    if (statSync(path).size > largestFile) {
      throw new KeyringError('bad-config', `${path} is larger than 1 MiB`, {
        hint: 'check that this is the right file',
      })
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof KeyringError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new KeyringError('bad-config', `${path} cannot be read (${code})`, {
      hint: 'check its owner and its permissions',
      cause: error,
    })
  }
}

/** Returns a copy of the environment whose names are found whatever their case on Windows, as the system itself does. */
export function environmentOf(variables: NodeJS.ProcessEnv, platform: NodeJS.Platform): Environment {
  if (platform !== 'win32') return { ...variables }
  const folded = new Map(Object.entries(variables).map(([name, value]) => [name.toUpperCase(), value]))
  return new Proxy<Environment>(Object.fromEntries(folded), {
    get: (target, name) => (typeof name === 'string' ? target[name.toUpperCase()] : undefined),
  })
}
