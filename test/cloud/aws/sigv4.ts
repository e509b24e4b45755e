// Verifies Signature Version 4 from its specification, with no code of any signer:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { posix } from 'node:path'
import type { Question } from '../service.ts'

/** What a signature covers. */
export type Signed = Pick<Question, 'method' | 'path' | 'query' | 'headers' | 'body'>

export interface Scope {
  readonly region: string
  readonly service: string
}

/** The secrets behind an access key id. */
export interface SigningKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export type SignatureFault =
  | 'missing'
  | 'incomplete'
  | 'unknown-key'
  | 'expired'
  | 'scope'
  | 'skewed'
  | 'mismatch'

/** Why a signature does not hold. Each service has its own code for each of these. */
export class BadSignature extends Error {
  readonly fault: SignatureFault
  readonly accessKeyId: string | undefined

  constructor(fault: SignatureFault, message: string, accessKeyId?: string) {
    super(message)
    this.fault = fault
    this.accessKeyId = accessKeyId
  }
}

const algorithm = 'AWS4-HMAC-SHA256'
const allowedSkew = 5 * 60 * 1000

/** Returns the key that signed the request for this scope, or throws BadSignature. */
export function verify<Key extends SigningKey>(
  request: Signed,
  scope: Scope,
  find: (accessKeyId: string) => Key | undefined,
  now: number,
): Key {
  const { accessKeyId, credentialScope, signedHeaders, signature } = authorization(request)
  const key = find(accessKeyId)
  const refuse = (fault: SignatureFault, message: string) => new BadSignature(fault, message, accessKeyId)
  if (!key || request.headers['x-amz-security-token'] !== key.sessionToken) {
    throw refuse('unknown-key', 'The security token included in the request is invalid.')
  }
  const [date = '', region, service, terminator] = credentialScope.split('/')
  if (region !== scope.region) throw refuse('scope', 'Credential should be scoped to a valid region.')
  if (service !== scope.service) {
    throw refuse('scope', `Credential should be scoped to correct service: '${scope.service}'.`)
  }
  const stamp = request.headers['x-amz-date'] ?? ''
  if (terminator !== 'aws4_request' || !stamp.startsWith(date)) {
    throw refuse('scope', 'Credential should be scoped with a valid terminator and the date of the request.')
  }
  const skew = parseStamp(stamp) - now
  if (!(Math.abs(skew) <= allowedSkew)) {
    const word = skew > 0 ? 'not yet current' : 'expired'
    throw refuse('skewed', `Signature ${word}: ${stamp} is more than 5 minutes away from ${stampOf(now)}`)
  }
  const expected = signatureOf(
    key.secretAccessKey,
    { date, region, service },
    stringToSign(stamp, credentialScope, canonicalRequest(request, signedHeaders)),
  )
  if (!same(expected, signature)) {
    const remedy = 'Check your AWS Secret Access Key and signing method.'
    throw refuse(
      'mismatch',
      `The request signature we calculated does not match the signature you provided. ${remedy}`,
    )
  }
  if (key.expiration && key.expiration.getTime() <= now) {
    throw refuse('expired', 'The security token included in the request is expired')
  }
  return key
}

/** Step 1: the request in its one canonical form. */
export function canonicalRequest(request: Signed, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => {
    const value = (request.headers[name] ?? '').trim().replace(/ +/g, ' ')
    return `${name}:${value}\n`
  })
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    headers.join(''),
    signedHeaders.join(';'),
    hash(request.body),
  ].join('\n')
}

/** Step 2: what is signed. */
export function stringToSign(stamp: string, credentialScope: string, canonical: string): string {
  return [algorithm, stamp, credentialScope, hash(canonical)].join('\n')
}

/** Step 3: the signature, with a key derived for one day, Region and service. */
export function signatureOf(secret: string, scope: Scope & { readonly date: string }, text: string): string {
  const parts = [scope.date, scope.region, scope.service, 'aws4_request']
  const key = parts.reduce<Buffer | string>((derived, part) => hmac(derived, part), `AWS4${secret}`)
  return hmac(key, text).toString('hex')
}

function authorization(request: Signed) {
  const header = request.headers.authorization
  if (!header) throw new BadSignature('missing', 'Missing Authentication Token')
  const [name = '', rest = ''] = header.split(/ (.*)/s)
  const fields = new Map(
    rest.split(/,\s*/).map((part) => part.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )
  const [accessKeyId = '', ...scope] = (fields.get('Credential') ?? '').split('/')
  const signedHeaders = (fields.get('SignedHeaders') ?? '').split(';')
  const signature = fields.get('Signature') ?? ''
  if (name !== algorithm || !accessKeyId || !signature || scope.length !== 4) {
    throw new BadSignature(
      'incomplete',
      'Authorization header requires Credential, SignedHeaders and Signature',
    )
  }
  const needed = [
    'host',
    'x-amz-date',
    ...(request.headers['x-amz-security-token'] ? ['x-amz-security-token'] : []),
  ]
  const unsigned = needed.filter((header) => !signedHeaders.includes(header))
  if (unsigned.length > 0) {
    throw new BadSignature('incomplete', `These headers must be signed: ${unsigned}`, accessKeyId)
  }
  return { accessKeyId, credentialScope: scope.join('/'), signedHeaders, signature }
}

// Every service but S3 takes the path normalised, each segment encoded once more than it was sent.
function canonicalPath(path: string): string {
  const normal = posix.normalize(path)
  return normal.split('/').map(encode).join('/')
}

function canonicalQuery(query: string): string {
  const pairs = query.split('&').filter(Boolean)
  return pairs
    .map((pair) => pair.split(/=(.*)/s).slice(0, 2).map(decodeURIComponent).map(encode))
    .map(([name = '', value = '']) => ({ name, value }))
    .sort((a, b) => order(a.name, b.name) || order(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function parseStamp(stamp: string): number {
  return Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

function stampOf(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')
}

function hash(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
