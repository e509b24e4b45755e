import { Agent } from 'node:https'
import type { Context } from '../context.ts'
import { KeyringError } from '../errors.ts'

/** What a test says of the machine; everything else is empty. */
export interface FakeMachine {
  readonly env?: Record<string, string>
  readonly options?: Record<string, string>
  /** Text by absolute path. */
  readonly files?: Record<string, string>
  readonly now?: Date
  readonly signal?: AbortSignal
}

/** A context with nothing real in it, and what was noted. */
export interface FakeContext extends Context {
  readonly notes: readonly string[]
}

/** Returns a whole machine for a provider's tests: Linux, the home folder /home/me, and only what the test names. */
export function fakeContext({
  env = {},
  options = {},
  files = {},
  now,
  signal,
}: FakeMachine = {}): FakeContext {
  const notes: string[] = []
  return {
    env,
    home: '/home/me',
    platform: 'linux',
    options,
    optionsFrom: '/home/me/.config/python_keyring/keyringrc.cfg',
    signal: signal ?? new AbortController().signal,
    now: () => now ?? new Date('2026-01-01T00:00:00Z'),
    readFile: (path) => files[path],
    async httpsAgent(caFile) {
      if (caFile !== undefined && files[caFile] === undefined) {
        throw new KeyringError('bad-config', `the CA bundle ${caFile} cannot be read`)
      }
      return new Agent()
    },
    note: (text) => {
      notes.push(text)
    },
    notes,
  }
}
