import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Journal } from './journal.ts'
import { listen } from './listen.ts'

/** The only way into the cloud: programs ask it for real host names. */
export interface CloudProxy {
  readonly url: string
  /** Demands these credentials from now on. Returns the URL that carries them. */
  require(user: string, password: string): string
  /** Takes connections and never answers them, until told otherwise. */
  hang(on?: boolean): void
  close(): Promise<void>
}

export interface ProxyOptions {
  readonly journal: Journal
  /** Whether the cloud answers for this host. */
  knows(host: string): boolean
  /** Takes over a client's connection that wants to talk TLS. */
  tunnel(socket: Socket): void
}

/** Starts the CONNECT proxy. Nothing it is asked for leaves this machine. */
export async function startProxy({ journal, knows, tunnel }: ProxyOptions): Promise<CloudProxy> {
  let expected: string | undefined
  let hanging = false
  const server = createServer()

  function admits(request: IncomingMessage, target: string, form: 'connect' | 'plain'): number | undefined {
    if (hanging) {
      journal.tunnel({ target, form, outcome: 'hung' })
      return undefined
    }
    if (expected !== undefined && request.headers['proxy-authorization'] !== expected) {
      journal.tunnel({ target, form, outcome: 'challenged' })
      return 407
    }
    const known = form === 'connect' && target.endsWith(':443') && knows(target.slice(0, -':443'.length))
    journal.tunnel({ target, form, outcome: known ? 'opened' : 'stray' })
    return known ? 200 : 403
  }

  server.on('connect', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const socket = stream as Socket
    socket.on('error', () => {}) // a client may leave at any time
    const status = admits(request, (request.url ?? '').toLowerCase(), 'connect')
    if (status === 200) {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (head.length > 0) socket.unshift(head)
      tunnel(socket)
    } else if (status !== undefined) {
      socket.end(refusal(status))
    }
  })
  server.on('request', (request, response) => {
    const status = admits(request, request.url ?? '', 'plain')
    if (status !== undefined) response.socket?.end(refusal(status))
  })

  const listening = await listen(server)
  return {
    url: listening.url,
    require(user, password) {
      expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
      const url = new URL(listening.url)
      url.username = user
      url.password = password
      return url.href
    },
    hang(on = true) {
      hanging = on
    },
    close: listening.close,
  }
}

function refusal(status: number): string {
  const challenge = status === 407 ? ['Proxy-Authenticate: Basic realm="loopback cloud"'] : []
  const reason = status === 407 ? 'Proxy Authentication Required' : 'Forbidden'
  const lines = [`HTTP/1.1 ${status} ${reason}`, ...challenge, 'Content-Length: 0', 'Connection: close']
  return `${lines.join('\r\n')}\r\n\r\n`
}
