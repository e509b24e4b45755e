import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromLoginCredentials } from '@aws-sdk/credential-providers'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type LoginCache, loginCacheFile } from '../../cloud/aws/signin.ts'
import { type Cloud, startCloud } from '../../cloud/cloud.ts'
import { clientSettings, refusalOf } from './support.ts'

let cloud: Cloud
let file: string
const login = 'arn:aws:iam::111122223333:user/allowed'

beforeAll(async () => {
  cloud = await startCloud()
  const folder = join(cloud.folder, 'login')
  file = join(folder, loginCacheFile(login))
  await mkdir(folder)
  await writeFile(
    join(cloud.folder, 'config'),
    `[profile work]\nlogin_session = ${login}\nregion = eu-west-1\n`,
  )
})
afterAll(() => cloud.close())
beforeEach(() => {
  cloud.journal.clear()
  vi.stubEnv('AWS_LOGIN_CACHE_DIRECTORY', join(cloud.folder, 'login'))
})
afterEach(() => {
  vi.unstubAllEnvs()
})

async function signIn(seconds: number, change: Partial<LoginCache> = {}): Promise<LoginCache> {
  const cache = cloud.aws.signin.signIn({ identity: cloud.aws.keys.allowed.identity, seconds })
  await writeFile(file, JSON.stringify({ ...cache, ...change }))
  return cache
}

function provide() {
  const config = join(cloud.folder, 'config')
  const clientConfig = clientSettings(cloud, 'eu-west-1')
  const options = { profile: 'work', filepath: config, configFilepath: config, clientConfig }
  return fromLoginCredentials(options)()
}

it('renews credentials that are about to expire', async () => {
  const cache = await signIn(60)
  const { accessKeyId } = await provide()
  expect(accessKeyId).not.toBe(cache.accessToken.accessKeyId)
  expect(cloud.aws.identities.find(accessKeyId)?.identity).toBe(cloud.aws.keys.allowed.identity)
  expect(cloud.journal.of('signin', 'CreateOAuth2Token')).toMatchObject([
    { host: 'eu-west-1.signin.aws.amazon.com', path: '/v1/token', status: 200, identity: login },
  ])
  const saved: LoginCache = JSON.parse(await readFile(file, 'utf8'))
  expect(saved.refreshToken).not.toBe(cache.refreshToken)
})

it('leaves alone credentials that still last', async () => {
  const cache = await signIn(900)
  expect((await provide()).accessKeyId).toBe(cache.accessToken.accessKeyId)
  expect(cloud.journal.entries).toEqual([])
})

it('refuses a proof made with another key', async () => {
  const other = cloud.aws.signin.signIn({ identity: cloud.aws.keys.allowed.identity })
  await signIn(0, { dpopKey: other.dpopKey })
  expect(await refusalOf(provide())).toMatch(/ValidationException/)
  expect(cloud.journal.refused).toHaveLength(1)
})

it('exchanges a refresh token for the same one each time', async () => {
  const { refreshToken, ...cache } = await signIn(0)
  const exchange = async (token: string): Promise<string> => {
    await writeFile(file, JSON.stringify({ ...cache, refreshToken: token }))
    await provide()
    return JSON.parse(await readFile(file, 'utf8')).refreshToken
  }
  const second = await exchange(refreshToken)
  expect(await exchange(refreshToken)).toBe(second)
  expect(await exchange(second)).not.toBe(second)
})

it('reports faults in its own form', async () => {
  await signIn(0)
  cloud.faults.add('signin', { kind: 'throttle', times: 1 })
  expect(await refusalOf(provide())).toMatch(/TooManyRequestsError: Rate exceeded/)
})

it.each([
  ['TOKEN_EXPIRED', /session has expired/],
  ['USER_CREDENTIALS_CHANGED', /change in your password/],
  ['INSUFFICIENT_PERMISSIONS', /insufficient permissions/],
] as const)('tells %s', async (reason, message) => {
  await signIn(0)
  cloud.aws.signin.end(reason)
  expect(await refusalOf(provide())).toMatch(message)
})
