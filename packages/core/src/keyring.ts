import { askSources } from './ask.ts'
import { createContext } from './create-context.ts'
import type { Credential } from './credential.ts'
import { withDeadline } from './deadline.ts'
import type { Explanation } from './explanation.ts'
import type { Machine } from './machine.ts'
import type { Provider } from './provider.ts'
import { route } from './router.ts'
import { parseService } from './service.ts'
import { readSettings } from './settings.ts'

/** What a search needs: who could own the service, the machine, and where to keep how it went. */
export interface Search {
  readonly providers: readonly Provider[]
  readonly machine: Machine
  readonly explanation: Explanation
}

/**
 * Turns a service string into a credential of the provider that owns it.
 * Returns undefined where no provider claims it: it is the store's then.
 * Throws KeyringError where a provider claims it and cannot answer.
 */
export async function getCredential(
  service: string,
  { providers, machine, explanation }: Search,
): Promise<Credential | undefined> {
  const owner = route(parseService(service), providers)
  if (owner === undefined) return undefined
  explanation.provider = owner.provider.name
  explanation.index = owner.claim.index

  const settings = readSettings(owner, machine)
  explanation.section = settings.from
  explanation.considered = settings.considered
  return await withDeadline(machine, async (signal) => {
    const context = createContext(machine, settings, signal, (text) => explanation.notes.push(text))
    return await askSources(owner, settings.sources, context, explanation)
  })
}
