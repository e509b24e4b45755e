import type { Environment } from './context.ts'
import { KeyringError } from './errors.ts'
import type { Machine } from './machine.ts'

const defaultSeconds = 15

/**
 * Runs work that must end by the deadline of the whole call: CLOUD_KEYRING_TIMEOUT seconds, 15 by default. Clients
 * have no time-out of their own. The signal aborts then, and when the program is ended; the work itself rejects.
 * Throws KeyringError `bad-config` where the variable is no number of seconds.
 */
export async function withDeadline<T>(
  { env, ending }: Pick<Machine, 'env' | 'ending'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const seconds = deadlineSeconds(env)
  const controller = new AbortController()
  // Keeps the process alive: work that waits for nothing else would end it with exit code 0 and no answer.
  const timer = setTimeout(() => controller.abort(), seconds * 1000)
  ending.addEventListener('abort', () => controller.abort(), { once: true })
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}

function deadlineSeconds(env: Environment): number {
  const text = env.CLOUD_KEYRING_TIMEOUT
  if (text === undefined || text === '') return defaultSeconds
  const seconds = /^\d{1,5}(\.\d+)?$/.test(text) ? Number(text) : 0
  if (seconds > 0) return seconds
  throw new KeyringError('bad-config', 'CLOUD_KEYRING_TIMEOUT is not a number of seconds', {
    hint: 'set it to a number such as 30, or unset it',
  })
}
