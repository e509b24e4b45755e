import type { Environment } from './context.ts'

/** What the outermost file knows of the machine; everything else is handed it. */
export interface Machine {
  readonly env: Environment
  /** Absolute. */
  readonly home: string
  readonly platform: NodeJS.Platform
  now(): Date
  /** Aborts when somebody ends this program by a signal: what it has started must end as well. */
  readonly ending: AbortSignal
  /** Ends a process by its id, at once. Throws where there is none. */
  kill(pid: number): void
}

/** Returns a copy of the environment whose names are found whatever their case on Windows, as the system itself does. */
export function environmentOf(variables: NodeJS.ProcessEnv, platform: NodeJS.Platform): Environment {
  if (platform !== 'win32') return { ...variables }
  const folded = new Map(Object.entries(variables).map(([name, value]) => [name.toUpperCase(), value]))
  return new Proxy<Environment>(Object.fromEntries(folded), {
    get: (target, name) => (typeof name === 'string' ? target[name.toUpperCase()] : undefined),
  })
}
