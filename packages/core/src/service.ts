import { KeyringError, oneLine } from './errors.ts'

/** What a client passes as SERVICE, read once at the edge. */
export type Service = UrlService | NamedService

/** A URL, or a bare `host[:port]`. User info, query and fragment are gone; the host is the parsed one. */
export interface UrlService {
  readonly kind: 'url'
  /** `https:` also for a bare host. */
  readonly scheme: 'https:' | 'http:'
  /** Lower case, without port. */
  readonly host: string
  /** Empty where it is the scheme's own. */
  readonly port: string
  /** Starts with `/`; percent escapes as given. */
  readonly path: string
  /** True where no path was given: the client asks what the host alone decides. */
  readonly bare: boolean
  /** Why this URL must not be answered, if so: programs could read it as naming different hosts or paths. */
  readonly problem?: string
}

/** Any other name (`pdm-pypi-name`, `system`): only the store can know it. */
export interface NamedService {
  readonly kind: 'name'
}

const urlStart = /^(https?):\/\//i
const otherScheme = /^[a-z][a-z0-9+.-]*:\/\//i
/** A host has a dot or a port, or nobody could tell it from a name such as "system". */
const hostStart = /^[^/?#]*(?:\.[^/?#.]|:\d+(?:[/?#]|$))/

/**
 * Reads a service string. Throws KeyringError `bad-service` for a URL that holds a control character.
 *
 * Clients and this program must agree on the host. WHATWG parsing (https://url.spec.whatwg.org/#url-parsing) repairs
 * what Python's clients read differently: it drops tabs and line breaks, turns `\` into `/`, and folds percent escapes
 * and letters of other scripts in host names. Such a URL keeps its parsed host, for routing, and a `problem`.
 */
export function parseService(text: string): Service {
  const hasScheme = urlStart.test(text.replace(/^[\s\p{C}]+/u, ''))
  if (hasScheme && /\p{Cc}/u.test(text)) {
    throw new KeyringError('bad-service', 'the URL holds a control character', { hint: copyAnew })
  }
  if (!hasScheme && (otherScheme.test(text) || !hostStart.test(text))) return { kind: 'name' }

  const written = hasScheme ? text : `https://${text}`
  const url = URL.parse(written.replace(/[\s\p{C}]/gu, ''))
  if (url === null) return { kind: 'name' }
  const authority = authorityOf(written)
  const problem = ambiguity(written, authority, url.hostname)
  return {
    kind: 'url',
    scheme: url.protocol === 'http:' ? 'http:' : 'https:',
    host: url.hostname,
    port: url.port,
    path: url.pathname,
    bare: !written.startsWith('/', written.indexOf('://') + 3 + authority.length),
    ...(problem === undefined ? {} : { problem }),
  }
}

function ambiguity(url: string, authority: string, host: string): string | undefined {
  if (/[\s\p{C}]/u.test(url)) return 'holds white space, a control or an invisible character'
  if (url.includes('\\')) return 'holds a backslash'
  const writtenHost = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '')
  return writtenHost.toLowerCase() === host ? undefined : 'spells its host in an unusual way'
}

function authorityOf(url: string): string {
  const rest = url.slice(url.indexOf('://') + 3)
  const end = rest.search(/[/?#]/)
  return end < 0 ? rest : rest.slice(0, end)
}

/**
 * Returns a service string as messages may show it: one line, without user info, query and fragment, in which people
 * leave passwords. Of a URL that cannot be read only the scheme is shown: nobody knows where its password stands.
 */
export function serviceLabel(text: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0]
  const bare = text.replace(/[?#].*$/s, '')
  if (scheme === undefined) return oneLine(bare.replace(/^.*@/s, ''), 300)
  const authority = authorityOf(text)
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  // `https://user:pass/word@host/` reads as a host `user` with a port.
  const sound = /^[^:@]+\.[^:@]+(:\d*)?$|^localhost(:\d*)?$/i.test(host)
  const path = bare.slice(bare.indexOf(authority) + authority.length)
  const certain = sound && !(host.includes(':') && path.includes('@'))
  return oneLine(certain ? scheme + host + path : `${scheme}…`, 300)
}

/** The hint for a URL that cannot be answered as it is written. */
export const copyAnew = 'copy the index URL anew, without blanks, line breaks or other hidden characters'
