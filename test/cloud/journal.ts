import type { ServiceName } from './service.ts'

/** One request that reached a service. No secret is kept: no header, no body. */
export interface Entry {
  readonly host: string
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly service: ServiceName
  readonly operation: string | undefined
  readonly userAgent: string | undefined
  /** Absent until it was answered: for ever, where a fault hung it or cut the connection. */
  status?: number
  identity?: string
  /** Why it was refused. */
  refused?: string
  /** The fault that was played, by its kind. */
  fault?: string
  detail?: Readonly<Record<string, string>>
}

/** One thing that was asked of the proxy. */
export interface Tunnel {
  readonly target: string
  readonly form: 'connect' | 'plain'
  /** `stray`: refused, no host of this cloud; `challenged`: refused, no or wrong proxy credentials. */
  readonly outcome: 'opened' | 'stray' | 'challenged' | 'hung'
}

/** What was asked of the cloud, in order. */
export class Journal {
  readonly entries: Entry[] = []
  readonly tunnels: Tunnel[] = []
  readonly #listeners: ((line: string) => void)[] = []

  /** Requests to one service, of one operation where that is given. */
  of(service: ServiceName, operation?: string): readonly Entry[] {
    return this.entries.filter((e) => e.service === service && (!operation || e.operation === operation))
  }

  /** Requests that a service refused, faults not counted. */
  get refused(): readonly Entry[] {
    return this.entries.filter((entry) => entry.refused !== undefined)
  }

  /** What programs tried to reach outside this cloud: `host:port`, or the URL of a plain request. */
  get strays(): readonly string[] {
    return this.tunnels.filter((tunnel) => tunnel.outcome === 'stray').map((tunnel) => tunnel.target)
  }

  clear(): void {
    this.entries.length = 0
    this.tunnels.length = 0
  }

  /** Calls back with a line for each request answered and each tunnel asked for. */
  watch(listener: (line: string) => void): void {
    this.#listeners.push(listener)
  }

  begin(entry: Entry): Entry {
    this.entries.push(entry)
    return entry
  }

  end(entry: Entry): void {
    this.#tell(describe(entry))
  }

  tunnel(tunnel: Tunnel): void {
    this.tunnels.push(tunnel)
    if (tunnel.outcome !== 'opened') this.#tell(`proxy: ${tunnel.outcome} ${tunnel.target}`)
  }

  /** All of it, a line for each request: what to show when an assertion fails. */
  toString(): string {
    return [...this.entries.map(describe), ...this.strays.map((target) => `stray ${target}`)].join('\n')
  }

  #tell(line: string): void {
    for (const listener of this.#listeners) listener(line)
  }
}

function describe(entry: Entry): string {
  const asked = `${entry.service} ${entry.operation ?? '?'}: ${entry.method} ${entry.host}${entry.path}`
  const remarks = [
    entry.identity && `as ${entry.identity}`,
    entry.refused && `refused: ${entry.refused}`,
    entry.fault && `fault: ${entry.fault}`,
  ]
  return [asked, entry.status ?? 'unanswered', ...remarks.filter(Boolean)].join(' ')
}
