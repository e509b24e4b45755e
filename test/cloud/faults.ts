import type { ServiceName } from './service.ts'

/**
 * One way in which a service misbehaves. `times`: for how many requests; without it until it is cleared.
 * - `slow`: waits, then goes on (to another fault or the real answer)
 * - `fail`: answers this status, with this body or the service's own error form
 * - `throttle`: 429 ThrottlingException in the service's own form
 * - `html`: a web page, as a captive portal or a company proxy puts in the way
 * - `hang`: takes the request and never answers
 * - `reset`: cuts the connection with a TCP reset
 * - `truncate`: the real answer's first half, announced as if it were all
 */
export type Fault = { readonly times?: number } & (
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'fail'; readonly status: number; readonly body?: string; readonly contentType?: string }
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'throttle' | 'hang' | 'reset' | 'truncate' }
)

/** What to do to one request: wait first, then play the fault where there is one. */
export interface Plan {
  readonly delay: number
  readonly fault: Fault | undefined
}

/** The faults that tests have laid. */
export class Faults {
  readonly #laid = new Map<ServiceName, { fault: Fault; left: number }[]>()

  /** Lays a fault. Of several for one service `slow` ones add up, others are played one after another. */
  add(service: ServiceName, fault: Fault): void {
    const laid = this.#laid.get(service) ?? []
    laid.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
    this.#laid.set(service, laid)
  }

  /** Takes back the faults of one service, or all. */
  clear(service?: ServiceName): void {
    if (service) this.#laid.delete(service)
    else this.#laid.clear()
  }

  /** Says what is to happen to the request that has just arrived, and counts it. */
  take(service: ServiceName): Plan {
    const live = (this.#laid.get(service) ?? []).filter(({ left }) => left > 0)
    const due = live.filter(({ fault }) => fault.kind === 'slow')
    const other = live.find(({ fault }) => fault.kind !== 'slow')
    if (other) due.push(other)
    for (const laid of due) laid.left -= 1
    const delay = due.reduce((sum, { fault }) => sum + (fault.kind === 'slow' ? fault.ms : 0), 0)
    return { delay, fault: other?.fault }
  }
}
