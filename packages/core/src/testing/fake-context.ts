import { Agent } from 'node:https'
import type { Ran } from '../child.ts'
import type { Context } from '../context.ts'
import { KeyringError } from '../errors.ts'

/** What a test says of the machine; everything else is empty. */
export interface FakeMachine {
  readonly env?: Record<string, string>
  readonly options?: Record<string, string>
  /** Text by absolute path. */
  readonly files?: Record<string, string>
  /** How programs end, by absolute path. */
  readonly programs?: Record<string, Partial<Ran>>
  readonly now?: Date
  readonly signal?: AbortSignal
}

/** A context with nothing real in it, and what was noted. */
export interface FakeContext extends Context {
  readonly notes: readonly string[]
}

/** Returns a whole machine for a provider's tests: Linux, the home folder /home/me, and only what the test names. */
export function fakeContext(machine: FakeMachine = {}): FakeContext {
  const { env = {}, options = {}, files = {}, programs = {}, now, signal } = machine
  const notes: string[] = []
  return {
    env,
    home: '/home/me',
    platform: 'linux',
    options,
    optionPlace: () => '/home/me/.config/python_keyring/keyringrc.cfg, line 2',
    signal: signal ?? new AbortController().signal,
    now: () => now ?? new Date('2026-01-01T00:00:00Z'),
    readFile: (path) => files[path],
    async httpsAgent(caFile) {
      if (caFile !== undefined && files[caFile] === undefined) {
        throw new KeyringError('bad-config', `the CA bundle ${caFile} cannot be read`)
      }
      return new Agent()
    },
    run: async ([program]) => {
      const ran = programs[program]
      if (ran === undefined) throw new Error(`there is no ${program}`)
      return { code: 0, signal: undefined, stdout: '', stderr: '', ...ran }
    },
    note: (text) => {
      notes.push(text)
    },
    notes,
  }
}
