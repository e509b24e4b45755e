import type { Context } from './context.ts'
import type { Credential } from './credential.ts'
import { KeyringError } from './errors.ts'
import type { Explanation } from './explanation.ts'
import { isSkip, type Source } from './provider.ts'
import type { Route } from './router.ts'

/**
 * Asks the sources of a claimed index in turn and returns the first credential.
 *
 * Throws KeyringError: the error of the source that somebody set up and that failed, `timed-out` when the deadline
 * passes, or `not-signed-in` with all that was tried where no source is set up. Every attempt is kept in `explanation`.
 */
export async function askSources(
  { provider, claim }: Route,
  sources: readonly Source[],
  context: Context,
  explanation: Explanation,
): Promise<Credential> {
  for (const source of sources) {
    const started = performance.now()
    const attempt = (skipped?: string) => {
      const seconds = (performance.now() - started) / 1000
      explanation.attempts.push({
        source: source.name,
        seconds,
        ...(skipped === undefined ? {} : { skipped }),
      })
    }
    try {
      const answer = await beforeDeadline(source.mint(claim, context), source.name, context.signal)
      if (!isSkip(answer)) {
        attempt()
        return answer
      }
      attempt(answer.skip)
    } catch (error) {
      attempt()
      throw error
    }
  }
  const tried = explanation.attempts.map(({ source, skipped }) => `${source}: ${skipped}`).join('; ')
  throw new KeyringError('not-signed-in', `nothing to sign in with (${tried})`, { hint: provider.signIn })
}

/** An SDK may ignore the signal while it reads files or waits for a child: the call ends at its deadline all the same. */
function beforeDeadline<T>(work: Promise<T>, source: string, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(
        new KeyringError('timed-out', `no answer in time (source ${source})`, {
          hint: 'check the network and the proxy; CLOUD_KEYRING_TIMEOUT=60 allows 60 seconds',
        }),
      )
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
