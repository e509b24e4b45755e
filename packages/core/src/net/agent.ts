import { Agent } from 'node:https'
import { getCACertificates } from 'node:tls'
import type { Environment } from '../context.ts'
import { KeyringError } from '../errors.ts'
import { readSmallFile } from '../small-file.ts'

/** Variables by which people name a bundle of further CAs, for Python's clients as for Node's. */
const caVariables = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'] as const

/**
 * Returns the agent that every SDK and every request of our own uses: it follows HTTPS_PROXY and NO_PROXY in either
 * case (https://nodejs.org/api/http.html#built-in-proxy-support), and trusts the CAs of this machine's Node, those of
 * the bundles named in the environment, and those of `caFile`. A bundle adds to the others: one that holds only a
 * company's own CA must not end the trust in the clouds'.
 *
 * A bundle that a variable names and that cannot be read is passed over with a note, as Node does; one that
 * configuration names (`caFile`) is KeyringError `bad-config`.
 */
export function createAgent(env: Environment, note: (text: string) => void, caFile?: string): Agent {
  const bundles = caFile === undefined ? [] : [readNamedBundle(caFile)]
  for (const variable of caVariables) {
    const path = env[variable]
    if (path === undefined || path === '') continue
    try {
      bundles.push(readNamedBundle(path))
    } catch {
      note(`${variable} names a CA bundle that cannot be read: ${path}`)
    }
  }
  // Passing `ca` replaces Node's own, whose reading costs milliseconds: only where there is something to add.
  const ca = bundles.length === 0 ? {} : { ca: [...getCACertificates('default'), ...bundles] }
  try {
    // Said outright, because NODE_TLS_REJECT_UNAUTHORIZED=0 would end the verification otherwise.
    return new Agent({ ...ca, rejectUnauthorized: true, proxyEnv: proxyVariables(env) })
  } catch (error) {
    throw new KeyringError('bad-config', 'HTTPS_PROXY or ALL_PROXY does not hold the URL of a proxy', {
      hint: 'write it as http://proxy.example:3128',
      cause: error,
    })
  }
}

function readNamedBundle(path: string): string {
  const text = readSmallFile(path)
  if (text !== undefined) return text
  throw new KeyringError('bad-config', `the CA bundle ${path} does not exist`, {
    hint: 'correct the path, or remove the setting that names it',
  })
}

/**
 * The proxy as Python's clients read it: ALL_PROXY stands in for HTTPS_PROXY where it names an HTTP proxy,
 * `proxy.example:3128` means http, and a domain in NO_PROXY covers the hosts below it, which Node takes exactly.
 */
function proxyVariables(env: Environment): NodeJS.ProcessEnv {
  const forAll = [env.ALL_PROXY, env.all_proxy].find((value) => value && !/^socks/i.test(value))
  const proxy = env.HTTPS_PROXY || env.https_proxy || forAll
  const exempt = (env.NO_PROXY || env.no_proxy || '').split(/[\s,]+/).filter((entry) => entry !== '')
  const withSubdomains = exempt.flatMap((entry) => (/^[a-z]/i.test(entry) ? [entry, `.${entry}`] : [entry]))
  return {
    ...(proxy ? { HTTPS_PROXY: proxy.includes('://') ? proxy : `http://${proxy}` } : {}),
    ...(withSubdomains.length > 0 ? { NO_PROXY: withSubdomains.join(',') } : {}),
  }
}
