/** What went wrong, as a closed set: code and tests branch on these, never on text. */
export type ErrorCode =
  | 'not-signed-in' // nobody to ask as, or a sign-in that has expired
  | 'denied' // signed in, but not allowed
  | 'not-found' // the cloud knows no such index
  | 'throttled' // the cloud asks for fewer requests
  | 'unreachable' // no answer: DNS, connection, TLS, proxy
  | 'timed-out' // the deadline of the whole call passed
  | 'bad-answer' // an answer that is not the cloud's
  | 'bad-config' // keyringrc.cfg, a profile or a variable says something that cannot be followed
  | 'bad-service' // the service string cannot be read safely
  | 'untrusted-host' // a claimed host asked for in a way that would expose the secret
  | 'needs-interaction' // only a person could go on, and nobody is there
  | 'unsupported' // a thing this program does not do (yet)

export interface KeyringErrorDetails {
  /** The next thing to type or look at, as one line. */
  readonly hint?: string
  readonly cause?: unknown
}

/** The one error class of this program. Its message and hint are one line each and hold no secret. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError'
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, details: KeyringErrorDetails = {}) {
    super(oneLine(message), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint === undefined ? undefined : oneLine(details.hint)
  }
}

/**
 * Returns the text as one line that is safe for a terminal: white space folded, other control, format and
 * bidirectional characters shown as `?`, and cut at `limit` characters.
 */
export function oneLine(text: string, limit = 1000): string {
  const folded = text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '?').trim()
  return folded.length > limit ? `${folded.slice(0, limit)}…` : folded
}
