/** The services of the loopback cloud, as the journal and the faults call them. */
export type ServiceName =
  | 'codeartifact'
  | 'sts'
  | 'sso'
  | 'oidc'
  | 'signin'
  | 'container'
  | 'instance'
  | 'index'

/** One request, read whole. Path and query stay as they were sent, because signatures are made over them. */
export interface Question {
  readonly method: string
  readonly host: string
  readonly path: string
  readonly query: string
  /** Names in lower case; a repeated header's values are joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** What a service says. The last three fields go to the journal, not to the client. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** The access key id that signed, or whom the presented token belongs to. */
  readonly identity?: string
  readonly refused?: string
  /** Further particulars worth asserting, none of them secret. */
  readonly detail?: Readonly<Record<string, string>>
}

/** One service of the cloud, behind one or many hosts. */
export interface Service {
  readonly name: ServiceName
  owns(host: string): boolean
  /** The operation asked for; known even where a fault keeps the service from answering. */
  operation(question: Question): string | undefined
  /** Answers, or throws a Refusal. */
  answer(question: Question): Answer | Promise<Answer>
  /** Puts a refusal, its own or a fault's, into the form in which this service reports errors. */
  refuse(refusal: Refusal): Answer
}

export interface RefusalExtras {
  readonly headers?: Readonly<Record<string, string>>
  /** Further members of the error document. */
  readonly fields?: Readonly<Record<string, string>>
  readonly identity?: string
}

/** Why a service says no: thrown anywhere inside it, put into its error form at its edge. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly extras: RefusalExtras

  constructor(status: number, code: string, message: string, extras: RefusalExtras = {}) {
    super(message)
    this.status = status
    this.code = code
    this.extras = extras
  }
}

/** The query, decoded. */
export function parameters(question: Question): URLSearchParams {
  return new URLSearchParams(question.query)
}

/** An answer in JSON. */
export function json(value: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

/** The members of a JSON body that are strings; nothing for a body that is no JSON object. */
export function jsonFields(question: Question): Readonly<Record<string, string>> {
  let parsed: unknown
  try {
    parsed = JSON.parse(question.body.toString())
  } catch {
    return {}
  }
  if (parsed === null || typeof parsed !== 'object') return {}
  const strings = Object.entries(parsed).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(strings)
}
