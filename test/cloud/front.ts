import { createServer } from 'node:https'
import type { Socket } from 'node:net'
import { answering, type World } from './answering.ts'
import type { Authority } from './authority.ts'
import type { Service } from './service.ts'

/** The TLS server for every host of the cloud. It listens nowhere: the proxy hands it connections. */
export interface Front {
  knows(host: string): boolean
  accept(socket: Socket): void
}

export function createFront(world: World, authority: Authority, services: readonly Service[]): Front {
  const tunnels = new Map<number, Socket>()
  const knows = (host: string) => services.some((service) => service.owns(host))

  const server = createServer(
    {
      SNICallback(host, done) {
        if (!knows(host)) done(new Error(`no certificate for ${host}`))
        else authority.contextFor(host).then((context) => done(null, context), done)
      },
    },
    // A TLS socket cannot send a reset; the connection under it can.
    answering(world, services, (socket) => tunnels.get(socket.remotePort ?? 0)?.resetAndDestroy()),
  )

  return {
    knows,
    accept(socket) {
      const port = socket.remotePort ?? 0
      tunnels.set(port, socket)
      socket.on('close', () => tunnels.delete(port))
      server.emit('connection', socket)
    },
  }
}
