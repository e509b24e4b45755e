import type { Agent } from 'node:https'
import { KeyringError } from '@cloud-keyring/core'
import { NodeHttpHandler } from '@smithy/node-http-handler'

type Handle = NodeHttpHandler['handle']

/** What the last request of an SDK client came to. */
export interface Outcome {
  readonly host: string
  /** The error of the connection, where no answer came. */
  readonly failure?: Error & { code?: string }
  readonly status?: number
  readonly contentType?: string
  /** The answer's own clock. */
  readonly date?: Date
}

/**
 * The one way out for every AWS client of a call, the inner STS, SSO and sign-in clients included: same proxy, CAs
 * and deadline. It remembers the last outcome, because the SDK's credential providers turn a refused connection, an
 * HTML page and an expired session into the same error with another text.
 */
export class Wire extends NodeHttpHandler {
  last: Outcome | undefined
  readonly #signal: AbortSignal

  constructor(agent: Agent, signal: AbortSignal) {
    // 0 = no limit of its own on the answer: the deadline of the call decides.
    super({ httpsAgent: agent, connectionTimeout: 5000, requestTimeout: 0 })
    this.#signal = signal
  }

  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const host = request.hostname
    if (request.protocol !== 'https:' && !isLoopback(host)) throw inTheClear(host)
    try {
      const answer = await super.handle(request, {
        ...options,
        abortSignal: options?.abortSignal ?? this.#signal,
      })
      const { statusCode, headers } = answer.response
      this.last = {
        host,
        status: statusCode,
        contentType: headers['content-type'] ?? '',
        ...(headers.date === undefined ? {} : { date: new Date(headers.date) }),
      }
      return answer
    } catch (error) {
      this.last = { host, failure: error instanceof Error ? error : new Error(String(error)) }
      throw error
    }
  }
}

/** Endpoints may be configured: plain http is for a stand-in on this machine, and nothing else. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

function inTheClear(host: string): KeyringError {
  return new KeyringError(
    'untrusted-host',
    `the AWS endpoint ${host} is plain http, and not on this machine`,
    {
      hint: 'write https:// in AWS_ENDPOINT_URL (or endpoint_url of the AWS config file), or remove it',
    },
  )
}
