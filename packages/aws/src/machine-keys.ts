import { setTimeout } from 'node:timers/promises'
import { fromHttp, fromInstanceMetadata } from '@aws-sdk/credential-providers'
import { type Context, KeyringError, oneLine, type Skip } from '@cloud-keyring/core'
import type { Keys } from './keys.ts'
import { silent } from './mint.ts'

/**
 * Returns the credentials of the role of an ECS task or an EKS pod.
 * Throws KeyringError: somebody gave this container an endpoint, so it has to answer.
 */
export async function containerKeys(context: Context): Promise<Keys> {
  const tokenFile = context.env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
  if (tokenFile && context.readFile(tokenFile) === undefined) {
    throw new KeyringError(
      'bad-config',
      `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names ${tokenFile}, which does not exist`,
      {
        hint: 'check the pod identity association',
      },
    )
  }
  // No limit of the SDK's own, which would only warn, on the console: the deadline of the call decides.
  const provider = fromHttp({ timeout: 2 ** 30, maxRetries: 0, logger: silent })
  try {
    return await provider()
  } catch (error) {
    const failure = containerFailure(error)
    if (failure.code !== 'unreachable') throw failure
  }
  // The agents of ECS and EKS are sometimes not ready when a container starts.
  await setTimeout(1000, undefined, { signal: context.signal })
  return await provider().catch((error: unknown) => {
    throw containerFailure(error)
  })
}

/**
 * Returns the credentials of the role of an EC2 instance, or a Skip where no metadata service answers: this is no
 * instance then. It is asked twice (version 2, then 1): half a second each keeps the answer elsewhere within two.
 * Throws KeyringError where the service is there and fails.
 */
export async function instanceKeys(): Promise<Keys | Skip> {
  // The SDK tells only its debug log that the first step, which any instance answers, went unanswered.
  let answered = true
  const debug = (...words: unknown[]) => {
    if (words.join(' ').includes('v1 fallback (initial)')) answered = false
  }
  try {
    return await fromInstanceMetadata({ timeout: 500, maxRetries: 0, logger: { ...silent, debug } })()
  } catch (error) {
    return skipOrFail(error, answered)
  }
}

function skipOrFail(error: unknown, answered: boolean): Skip {
  const { name, statusCode, message } = error as Error & { statusCode?: number }
  if (statusCode === 401)
    return { skip: 'the metadata service wants version 2, whose first step got no answer' }
  // 404: no role. 403: switched off. Others: another cloud's service at the same address.
  if (statusCode !== undefined && statusCode < 500) {
    return { skip: `the metadata service answers ${statusCode}: no role here` }
  }
  if (statusCode === undefined && /Unable to connect|TimeoutError/.test(message)) {
    if (!answered) return { skip: 'no EC2 metadata service answers' }
    throw new KeyringError('timed-out', 'the EC2 metadata service stopped answering', {
      hint: 'try again; AWS_EC2_METADATA_DISABLED=true leaves it out',
      cause: error,
    })
  }
  const why = statusCode ?? (name === 'SyntaxError' ? notJson : oneLine(message, 200))
  throw new KeyringError('bad-answer', `the EC2 metadata service fails (${why})`, {
    hint: 'check the role of the instance, or set AWS_EC2_METADATA_DISABLED=true',
    cause: error,
  })
}

/** The text of a SyntaxError repeats part of what was parsed, which holds the secret. */
const notJson = 'its answer is not JSON'

function containerFailure(error: unknown): KeyringError {
  const { message, Code } = error as Error & { Code?: string }
  const hint = 'check AWS_CONTAINER_CREDENTIALS_FULL_URI or _RELATIVE_URI, and the role of the task or pod'
  const failed = (code: 'denied' | 'bad-config' | 'bad-answer' | 'unreachable', why: string) =>
    new KeyringError(code, `the container credentials endpoint ${why}`, { hint, cause: error })
  // The SDK keeps the status, and the kind of the error, only in these sentences.
  const status = /responded with status: (\d+)/.exec(message)?.[1]
  if (status?.startsWith('4'))
    return failed('denied', `refuses (${Code === undefined ? status : `${status} ${Code}`})`)
  if (/JSON|required format/.test(message)) return failed('bad-answer', `fails (${notJson})`)
  if (/ENOENT|EACCES/.test(message)) return failed('bad-config', 'has a token file that cannot be read')
  if (/not accepted/.test(message)) return failed('bad-config', 'is not on this machine, and not https')
  return failed('unreachable', `fails (${oneLine(message, 200)})`)
}
