import { KeyringError, oneLine, type Secret, serviceLabel } from '@cloud-keyring/core'

/** What a client is answered: in mode `password` without a user name. */
export interface Answer {
  readonly username?: string
  readonly secret: Secret
}

/** Returns an answer as Python's keyring prints it, as lines or as one line of JSON. */
export function renderAnswer({ username, secret }: Answer, output: 'plain' | 'json'): string {
  const fields = { ...(username === undefined ? {} : { username }), password: secret.reveal() }
  if (output === 'plain')
    return Object.values(fields)
      .map((value) => `${value}\n`)
      .join('')
  return `{${Object.entries(fields)
    .map((pair) => pair.map(pythonJson).join(': '))
    .join(', ')}}\n`
}

/** JSON as Python's `json.dumps` writes it: ASCII only. */
function pythonJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Returns what standard error says of a failure: one line that names the index, and one with what to do and to know. */
export function renderFailure(error: unknown, service: string, notes: readonly string[] = []): string {
  const about = serviceLabel(service)
  if (error instanceof KeyringError) {
    const hints = [...(error.hint === undefined ? [] : [error.hint]), ...notes]
    const hint = hints.length === 0 ? '' : `hint: ${oneLine(hints.join('; '))}\n`
    return `keyring: ${about}: ${error.message}\n${hint}`
  }
  // Unforeseen, so its text was not checked for secrets: only its kind is shown.
  const kind = error instanceof Error ? error.name : typeof error
  return `keyring: ${about}: unexpected ${oneLine(kind, 100)} in this program\nhint: please report it with your URL's form, without secrets\n`
}
