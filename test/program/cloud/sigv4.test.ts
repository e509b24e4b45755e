import { describe, expect, it } from 'vitest'
import {
  BadSignature,
  canonicalRequest,
  type Signed,
  type SigningKey,
  signatureOf,
  stringToSign,
  verify,
} from '../../cloud/aws/sigv4.ts'

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const stamp = '20150830T123600Z'
const moment = Date.UTC(2015, 7, 30, 12, 36)

interface Sample {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const request = ({ method = 'GET', path = '/', query = '', headers = {}, body = '' }: Sample): Signed => ({
  method,
  path,
  query,
  headers: { host: 'example.amazonaws.com', 'x-amz-date': stamp, ...headers },
  body: Buffer.from(body),
})

function sign(
  signed: Signed,
  service = 'service',
  signedHeaders = Object.keys(signed.headers).sort(),
): string {
  const scope = { date: '20150830', region: 'us-east-1', service }
  const text = stringToSign(
    stamp,
    `20150830/us-east-1/${service}/aws4_request`,
    canonicalRequest(signed, signedHeaders),
  )
  return signatureOf(secretAccessKey, scope, text)
}

describe('the signature of published examples', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-examples.html
  it('is that of the IAM ListUsers example', () => {
    const headers = {
      host: 'iam.amazonaws.com',
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    }
    const listUsers = request({ query: 'Action=ListUsers&Version=2010-05-08', headers })
    expect(sign(listUsers, 'iam')).toBe('5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7')
  })

  // The AWS Signature Version 4 test suite, by its own names.
  const unreserved = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  it.each<[string, Sample, string]>([
    ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      { query: 'Param2=value2&Param1=value1' },
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-empty-query-key',
      { query: 'Param1=value1' },
      'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
    ],
    [
      'get-unreserved',
      { path: `/${unreserved}` },
      '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
    ],
    ['get-utf8', { path: '/ሴ' }, '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
    [
      'get-space',
      { path: '/example space/' },
      '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741',
    ],
    [
      'get-slashes',
      { path: '//example//' },
      '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84',
    ],
    [
      'get-relative',
      { path: '/example/..' },
      '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    ],
    [
      'get-header-value-trim',
      { headers: { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' } },
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
    ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'post-x-www-form-urlencoded',
      { method: 'POST', headers: form, body: 'Param1=value1' },
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('%s', (_name, sample, signature) => {
    expect(sign(request(sample))).toBe(signature)
  })
})

describe('verify', () => {
  const scope = { region: 'us-east-1', service: 'service' }
  const key: SigningKey = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey }
  const session: SigningKey = {
    accessKeyId: 'ASIDEXAMPLE',
    secretAccessKey,
    sessionToken: 'token',
    expiration: new Date(moment + 60_000),
  }
  const find = (id: string) => [key, session].find(({ accessKeyId }) => accessKeyId === id)

  function signed(by: string, sample: Sample = {}, as: string | undefined = undefined): Signed {
    const bare = request(sample)
    const names = Object.keys(bare.headers).sort()
    const credential = `${by}/${as ?? '20150830/us-east-1/service/aws4_request'}`
    const fields = `Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${sign(bare)}`
    const authorization = `AWS4-HMAC-SHA256 ${fields}`
    return { ...bare, headers: { ...bare.headers, authorization } }
  }
  function fault(of: Signed, now = moment): string {
    try {
      verify(of, scope, find, now)
      return 'none'
    } catch (error) {
      if (error instanceof BadSignature) return error.fault
      throw error
    }
  }
  const withToken = { headers: { 'x-amz-security-token': 'token' } }

  it('names the key that signed', () => {
    expect(verify(signed('AKIDEXAMPLE'), scope, find, moment)).toBe(key)
    expect(verify(signed('ASIDEXAMPLE', withToken), scope, find, moment)).toBe(session)
  })

  it.each<[string, string, Signed, number?]>([
    ['no signature', 'missing', request({})],
    ['another scheme', 'incomplete', request({ headers: { authorization: 'Basic YXdzOnRva2Vu' } })],
    ['a key nobody has', 'unknown-key', signed('AKIDNOBODY')],
    ['a session key without its token', 'unknown-key', signed('ASIDEXAMPLE')],
    ['a session token with a long-term key', 'unknown-key', signed('AKIDEXAMPLE', withToken)],
    ['another Region', 'scope', signed('AKIDEXAMPLE', {}, '20150830/eu-west-1/service/aws4_request')],
    ['another service', 'scope', signed('AKIDEXAMPLE', {}, '20150830/us-east-1/sts/aws4_request')],
    ['another day', 'scope', signed('AKIDEXAMPLE', {}, '20150829/us-east-1/service/aws4_request')],
    ['a body that was changed', 'mismatch', { ...signed('AKIDEXAMPLE'), body: Buffer.from('more') }],
    ['a query that was changed', 'mismatch', { ...signed('AKIDEXAMPLE'), query: 'domain=other' }],
    ['a clock 4 minutes off', 'none', signed('AKIDEXAMPLE'), moment + 240_000],
    ['a clock 6 minutes slow', 'skewed', signed('AKIDEXAMPLE'), moment + 360_000],
    ['a clock 6 minutes fast', 'skewed', signed('AKIDEXAMPLE'), moment - 360_000],
    ['a session that has ended', 'expired', signed('ASIDEXAMPLE', withToken), moment + 60_000],
  ])('%s: %s', (_name, expected, of, now) => {
    expect(fault(of, now)).toBe(expected)
  })
})
