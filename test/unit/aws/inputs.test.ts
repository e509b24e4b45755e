import { codeartifact } from '@cloud-keyring/aws'
import { parseService, route } from '@cloud-keyring/core'
import { type FakeMachine, fakeContext } from '@cloud-keyring/core/testing'
import { describe, expect, it } from 'vitest'

const service = 'https://my-domain-111122223333.d.codeartifact.eu-west-1.amazonaws.com/pypi/repo/simple/'
const claim = route(parseService(service), [codeartifact])?.claim
const config = '/home/me/.aws/config'
const credentials = '/home/me/.aws/credentials'
const token = (subject: string, issued: number) =>
  `e30.${Buffer.from(JSON.stringify({ iss: 'https://oidc.example', sub: subject, iat: issued })).toString('base64url')}.c2ln`

function inputsOf(name: string, machine: FakeMachine): string {
  const source = claim && codeartifact.sources(claim).find((each) => each.name === name)
  if (claim === undefined || source === undefined) throw new Error(`no source ${name}`)
  return JSON.stringify(source.inputs(claim, fakeContext(machine)))
}

/** Each row: a source, what changes, and the machine before and after. */
const changes: readonly (readonly [string, string, FakeMachine, FakeMachine])[] = [
  ['profile', 'AWS_PROFILE', { env: { AWS_PROFILE: 'a' } }, { env: { AWS_PROFILE: 'b' } }],
  [
    'profile',
    'the config file',
    { files: { [config]: '[default]' } },
    { files: { [config]: '[profile x]' } },
  ],
  [
    'profile',
    'a config file elsewhere',
    { env: { AWS_CONFIG_FILE: '/c' }, files: { '/c': '1' } },
    { env: { AWS_CONFIG_FILE: '/c' }, files: { '/c': '2' } },
  ],
  ['profile', 'the credentials file', { files: { [credentials]: 'a' } }, { files: { [credentials]: 'b' } }],
  [
    'profile',
    'the login folder',
    { env: { AWS_LOGIN_CACHE_DIRECTORY: '/' } },
    { env: { AWS_LOGIN_CACHE_DIRECTORY: '/nowhere' } },
  ],
  [
    'profile',
    'the container that credential_source may name',
    { env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://a' } },
    {},
  ],
  [
    'environment',
    'AWS_ACCESS_KEY_ID',
    { env: { AWS_ACCESS_KEY_ID: 'a' } },
    { env: { AWS_ACCESS_KEY_ID: 'b' } },
  ],
  [
    'environment',
    'the secret',
    { env: { AWS_SECRET_ACCESS_KEY: 'a' } },
    { env: { AWS_SECRET_ACCESS_KEY: 'b' } },
  ],
  ['environment', 'the session', { env: { AWS_SESSION_TOKEN: 'a' } }, { env: { AWS_SESSION_TOKEN: 'b' } }],
  ['environment', 'the endpoint', { env: { AWS_ENDPOINT_URL_CODEARTIFACT: 'https://a' } }, {}],
  ['web-identity', 'the role', { env: { AWS_ROLE_ARN: 'a' } }, { env: { AWS_ROLE_ARN: 'b' } }],
  [
    'web-identity',
    'the subject of the token',
    { env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' }, files: { '/t': token('a', 1) } },
    { env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' }, files: { '/t': token('b', 1) } },
  ],
  [
    'container',
    'the URI',
    { env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/a' } },
    { env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/b' } },
  ],
  [
    'container',
    'the token',
    { env: { AWS_CONTAINER_AUTHORIZATION_TOKEN: 'a' } },
    { env: { AWS_CONTAINER_AUTHORIZATION_TOKEN: 'b' } },
  ],
  [
    'container',
    'the pod behind the token file (URI and path are the same in every pod)',
    { env: { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/t' }, files: { '/t': token('pod-a', 1) } },
    { env: { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/t' }, files: { '/t': token('pod-b', 1) } },
  ],
  [
    'instance',
    'the machine',
    { files: { '/proc/sys/kernel/random/boot_id': 'a' } },
    { files: { '/proc/sys/kernel/random/boot_id': 'b' } },
  ],
  ['instance', 'the metadata endpoint', { env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://a' } }, {}],
]

describe('a change of what a source asks as changes its inputs', () => {
  it.each(changes)('%s: %s', (source, _what, before, after) => {
    expect(inputsOf(source, before)).not.toBe(inputsOf(source, after))
  })
})

describe('inputs', () => {
  it('stay the same when a web identity token is only renewed', () => {
    const at = (issued: number) =>
      inputsOf('web-identity', {
        env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' },
        files: { '/t': token('a', issued) },
      })
    expect(at(1)).toBe(at(3600))
  })
})
