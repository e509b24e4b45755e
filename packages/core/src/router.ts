import { KeyringError } from './errors.ts'
import { matchesHost } from './host-pattern.ts'
import type { Claim, Provider } from './provider.ts'
import { copyAnew, type Service } from './service.ts'

/** Exactly one owner of a service: a provider with its claim. */
export interface Route {
  readonly provider: Provider
  readonly claim: Claim
}

/**
 * Returns the provider that owns the service, or undefined where none does: the store is asked then.
 * Throws KeyringError `bad-service` or `untrusted-host` where a provider's host is asked for in a way that would send
 * the secret in the clear, to another program, or to a host that only looks like this one.
 */
export function route(service: Service, providers: readonly Provider[]): Route | undefined {
  if (service.kind !== 'url') return undefined
  const owner = ownerOf(service.host, providers)
  const claim = owner?.provider.claim(service, owner.pattern)
  if (owner === undefined || claim === undefined) return undefined
  if (service.problem !== undefined) {
    throw new KeyringError('bad-service', `the URL ${service.problem}`, { hint: copyAnew })
  }
  if (service.scheme !== 'https:') {
    throw new KeyringError('untrusted-host', 'a token is not handed out for plain http', {
      hint: `write https:// in the index URL: https://${service.host}`,
    })
  }
  if (service.port !== '') {
    throw new KeyringError('untrusted-host', `a token is not handed out for port ${service.port}`, {
      hint: `leave the port out of the index URL: https://${service.host}`,
    })
  }
  return { provider: owner.provider, claim }
}

function ownerOf(host: string, providers: readonly Provider[]) {
  for (const provider of providers) {
    const pattern = provider.hosts.find((each) => matchesHost(each, host))
    if (pattern !== undefined) return { provider, pattern }
  }
  return undefined
}
