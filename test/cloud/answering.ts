import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import type { Clock } from './clock.ts'
import type { Fault, Faults } from './faults.ts'
import type { Entry, Journal } from './journal.ts'
import { type Answer, type Question, Refusal, type Service } from './service.ts'

/** What every server of the cloud shares. */
export interface World {
  readonly journal: Journal
  readonly faults: Faults
  readonly clock: Clock
  /** Ends what still waits when the cloud closes. */
  readonly closing: AbortSignal
}

/** Cuts a connection with a TCP reset. */
export type Cut = (socket: Socket) => void

/** Answers requests through the services: journal, then faults, then the service that owns the host. */
export function answering(world: World, services: readonly Service[], cut: Cut): RequestListener {
  return (request, response) => {
    response.on('error', () => {}) // the client may be gone
    serve(request, response).catch((error: unknown) => {
      if (!world.closing.aborted) send(response, 500, {}, String(error))
    })
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const question = await read(request)
    const service = services.find((candidate) => candidate.owns(question.host))
    const asked = request.socket instanceof TLSSocket ? request.socket.servername : question.host
    if (!service || asked !== question.host) {
      send(response, 421, {}, `no service at ${question.host} on this connection`)
      return
    }
    const entry = world.journal.begin(entryOf(question, service))
    const { delay, fault } = world.faults.take(service.name)
    if (delay > 0) {
      entry.fault = 'slow'
      await setTimeout(delay, undefined, { signal: world.closing })
    }
    if (fault) entry.fault = fault.kind
    const answer = fault ? await play(fault, service, question) : await ask(service, question)
    if (answer === 'reset') cut(request.socket)
    if (typeof answer === 'object') {
      note(entry, answer, fault)
      const date = { date: new Date(world.clock.now()).toUTCString() }
      send(response, answer.status, { ...date, ...answer.headers }, answer.body ?? '')
    }
    world.journal.end(entry)
  }
}

async function ask(service: Service, question: Question): Promise<Answer> {
  try {
    return await service.answer(question)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { identity } = error.extras
    return {
      ...service.refuse(error),
      refused: `${error.code}: ${error.message}`,
      ...(identity && { identity }),
    }
  }
}

async function play(fault: Fault, service: Service, question: Question): Promise<Answer | 'hang' | 'reset'> {
  switch (fault.kind) {
    case 'hang':
    case 'reset':
      return fault.kind
    case 'html':
      return {
        status: fault.status ?? 200,
        headers: { 'content-type': 'text/html' },
        body: '<html><body>Sign in to the network</body></html>',
      }
    case 'throttle':
      return service.refuse(new Refusal(429, 'ThrottlingException', 'Rate exceeded'))
    case 'truncate': {
      const whole = await ask(service, question)
      const body = Buffer.from(whole.body ?? '')
      return { ...whole, body: body.subarray(0, body.length / 2) }
    }
    case 'fail': {
      const { status, body, contentType = 'text/plain' } = fault
      if (body !== undefined) return { status, headers: { 'content-type': contentType }, body }
      return service.refuse(new Refusal(status, 'InternalServerException', 'The cloud was told to fail'))
    }
    case 'slow':
      return ask(service, question)
  }
}

async function read(request: IncomingMessage): Promise<Question> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const [path = '', ...query] = (request.url ?? '').split('?')
  const headers = Object.entries(request.headersDistinct).map(([name, values]) => [
    name,
    values?.join(',') ?? '',
  ])
  return {
    method: request.method ?? '',
    host: (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, ''),
    path,
    query: query.join('?'),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  }
}

function entryOf(question: Question, service: Service): Entry {
  return {
    host: question.host,
    method: question.method,
    path: question.path,
    query: Object.fromEntries(new URLSearchParams(question.query)),
    service: service.name,
    operation: service.operation(question),
    userAgent: question.headers['user-agent'],
  }
}

function note(entry: Entry, answer: Answer, fault: Fault | undefined): void {
  entry.status = answer.status
  if (fault && fault.kind !== 'truncate') return
  if (answer.identity !== undefined) entry.identity = answer.identity
  if (answer.refused !== undefined) entry.refused = answer.refused
  if (answer.detail !== undefined) entry.detail = answer.detail
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
