import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSSO } from '@aws-sdk/credential-providers'
import { GetRoleCredentialsCommand, SSOClient } from '@aws-sdk/nested-clients/sso'
import { CreateTokenCommand, SSOOIDCClient } from '@aws-sdk/nested-clients/sso-oidc'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type SsoCache, ssoCacheFile } from '../../cloud/aws/sso.ts'
import { type Cloud, startCloud } from '../../cloud/cloud.ts'
import { clientSettings, refusalOf } from './support.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.close())
beforeEach(() => {
  cloud.journal.clear()
  cloud.aws.sso.signOut()
})
afterEach(() => {
  vi.unstubAllEnvs()
})

function roleCredentials(accessToken: string, roleName = 'reader', region = 'eu-west-1') {
  const command = new GetRoleCredentialsCommand({ accessToken, accountId: '111122223333', roleName })
  return new SSOClient(clientSettings(cloud, region)).send(command)
}

function renew({ clientId, clientSecret, refreshToken }: SsoCache, change: object = {}) {
  const input = { clientId, clientSecret, refreshToken, grantType: 'refresh_token', ...change }
  return new SSOOIDCClient(clientSettings(cloud, 'eu-west-1')).send(new CreateTokenCommand(input))
}

it('gives the credentials of an assigned role', async () => {
  const cache = cloud.aws.sso.signIn({ roles: [cloud.aws.roles.reader] })
  const { roleCredentials: given } = await roleCredentials(cache.accessToken)
  const key = cloud.aws.identities.find(given?.accessKeyId ?? '')
  expect(key?.identity.principal).toBe(cloud.aws.roles.reader.arn)
  expect(given?.expiration).toBe(Number(key?.expiration))
  expect(cloud.journal.of('sso')).toMatchObject([
    { host: 'portal.sso.eu-west-1.amazonaws.com', identity: 'person@example.com', status: 200 },
  ])
})

it('refuses roles not assigned, tokens unknown, expired or of another Region', async () => {
  const roles = [cloud.aws.roles.reader]
  const { accessToken } = cloud.aws.sso.signIn({ roles })
  const expired = cloud.aws.sso.signIn({ roles, seconds: 0 })
  expect(await refusalOf(roleCredentials(accessToken, 'powerless'))).toMatch(/^ForbiddenException 403/)
  expect(await refusalOf(roleCredentials('unknown'))).toMatch(/^UnauthorizedException 401/)
  expect(await refusalOf(roleCredentials(expired.accessToken))).toMatch(/^UnauthorizedException 401/)
  const abroad = roleCredentials(accessToken, 'reader', 'us-east-1')
  expect(await refusalOf(abroad)).toMatch(/^UnauthorizedException 401/)
})

it('renews a session, once for each refresh token', async () => {
  const cache = cloud.aws.sso.signIn({ roles: [cloud.aws.roles.reader], seconds: 0 })
  const renewed = await renew(cache)
  expect(await refusalOf(roleCredentials(renewed.accessToken ?? ''))).toBe('none')
  expect(await refusalOf(renew(cache))).toMatch(/^InvalidGrantException 400/)
  const { refreshToken } = renewed
  expect(await refusalOf(renew(cache, { refreshToken, clientSecret: 'wrong' }))).toMatch(
    /^InvalidClientException 401/,
  )
  expect(await refusalOf(renew(cache, { refreshToken }))).toBe('none')
})

it("serves the SDK's own provider, which renews what has expired", async () => {
  const cache = cloud.aws.sso.signIn({ roles: [cloud.aws.roles.reader], seconds: 60 })
  const folder = join(cloud.folder, '.aws', 'sso', 'cache')
  const file = join(folder, ssoCacheFile('company'))
  const config = join(cloud.folder, '.aws', 'config')
  await mkdir(folder, { recursive: true })
  await writeFile(file, JSON.stringify(cache))
  const session = [
    '[sso-session company]',
    `sso_start_url = ${cache.startUrl}`,
    `sso_region = ${cache.region}`,
  ]
  const profile = ['sso_session = company', 'sso_account_id = 111122223333', 'sso_role_name = reader']
  await writeFile(config, [...session, '[profile work]', ...profile].join('\n'))
  vi.stubEnv('HOME', cloud.folder)
  const clientConfig = clientSettings(cloud, 'eu-west-1')
  const provide = fromSSO({ profile: 'work', filepath: config, configFilepath: config, clientConfig })
  const { accessKeyId } = await provide()
  expect(cloud.aws.identities.find(accessKeyId)?.identity.principal).toBe(cloud.aws.roles.reader.arn)
  expect(cloud.journal.entries.map(({ operation }) => operation)).toEqual([
    'CreateToken',
    'GetRoleCredentials',
  ])
  expect(JSON.parse(await readFile(file, 'utf8')).refreshToken).not.toBe(cache.refreshToken)
})
