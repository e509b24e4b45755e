import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { keyEnvironment } from '../cloud/aws/identities.ts'
import { loginCacheFile } from '../cloud/aws/signin.ts'
import { ssoCacheFile } from '../cloud/aws/sso.ts'
import { type Desk, takeDesk } from './desk.ts'
import { expectFailure } from './expect-failure.ts'

const requests = (desk: Desk) => desk.cloud.journal.entries.length

describe('what AWS refuses', () => {
  it('no permission: names who asks and what to allow', async () => {
    await using desk = await takeDesk()
    const finished = await desk.get(keyEnvironment(desk.cloud.aws.keys.denied))
    expectFailure(finished, /user\/denied .*codeartifact:GetAuthorizationToken/, /GetServiceBearerToken/)
  })

  it('the permission that people forget', async () => {
    await using desk = await takeDesk()
    const finished = await desk.get(keyEnvironment(desk.cloud.aws.keys.withoutBearer))
    expectFailure(finished, /GetServiceBearerToken/, /its policy must allow/)
  })

  it('a domain that does not exist', async () => {
    await using desk = await takeDesk()
    const url = desk.index.replace('my-domain', 'no-domain')
    const finished = await desk.keyring(['get', url, 'aws'], keyEnvironment(desk.cloud.aws.keys.allowed))
    expectFailure(finished, /there is no domain no-domain of account 111122223333 in eu-west-1/, /index URL/)
  })

  it('throttled, after the SDK’s own retries', async () => {
    await using desk = await takeDesk()
    desk.cloud.faults.add('codeartifact', { kind: 'throttle' })
    const finished = await desk.get(keyEnvironment(desk.cloud.aws.keys.allowed))
    expectFailure(finished, /asks for fewer requests/, /again/)
    expect(requests(desk)).toBe(3)
  })

  it('an expired session', async () => {
    await using desk = await takeDesk()
    const { aws } = desk.cloud
    const session = aws.identities.roleSession(aws.roles.machine, 'me', -60)
    expectFailure(await desk.get(keyEnvironment(session)), /has expired/, /AWS_ACCESS_KEY_ID/)
  })

  it('a key that AWS does not know, and a wrong secret', async () => {
    await using desk = await takeDesk()
    const env = keyEnvironment(desk.cloud.aws.keys.allowed)
    expectFailure(await desk.get({ ...env, AWS_ACCESS_KEY_ID: 'AKIANOBODY' }), /does not know/, /valid keys/)
    expectFailure(await desk.get({ ...env, AWS_SECRET_ACCESS_KEY: 'x' }), /signature/, /clock/)
  })

  it('a role that does not let us in', async () => {
    await using desk = await takeDesk()
    const { roles, keys } = desk.cloud.aws
    await desk.writeConfig(`[codeartifact]\nrole_arn = ${roles.chained.arn}\n`)
    expectFailure(await desk.get(keyEnvironment(keys.assumer)), /AWS denies the sign-in/, /trust policy/)
  })

  it('a web identity that has expired, and one that no role trusts', async () => {
    await using desk = await takeDesk()
    const { webIdentities, roles } = desk.cloud.aws
    const env = { AWS_ROLE_ARN: roles.runner.arn, AWS_WEB_IDENTITY_TOKEN_FILE: '' }
    const expired = await desk.write('expired', webIdentities.issue({ roles: [roles.runner], seconds: -60 }))
    const finished = await desk.get({ ...env, AWS_WEB_IDENTITY_TOKEN_FILE: expired })
    expectFailure(finished, /has expired/, /new token/)
    const foreign = await desk.write('foreign', webIdentities.issue({ roles: [roles.reader] }))
    const other = await desk.get({ ...env, AWS_WEB_IDENTITY_TOKEN_FILE: foreign })
    expectFailure(other, /AWS denies the sign-in/, /trust policy/)
  })
})

describe('profiles that cannot be used', () => {
  const sso = async (desk: Desk, cache?: object) => {
    const lines = ['sso_session = corp', 'sso_account_id = 111122223333', 'sso_role_name = reader']
    const session =
      '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n'
    await desk.write('.aws/config', `${session}[profile dev]\n${lines.join('\n')}\n`)
    if (cache !== undefined) await desk.write(`.aws/sso/cache/${ssoCacheFile('corp')}`, JSON.stringify(cache))
  }

  it('an SSO session that was never there', async () => {
    await using desk = await takeDesk()
    await sso(desk)
    const finished = await desk.get({ AWS_PROFILE: 'dev' })
    expectFailure(
      finished,
      /SSO session of the AWS profile "dev" is missing or has expired/,
      /aws sso login --profile dev$/,
    )
    expect(requests(desk)).toBe(0)
  })

  it('an SSO session that has expired and cannot be renewed', async () => {
    await using desk = await takeDesk()
    const { startUrl, region, accessToken, expiresAt } = desk.cloud.aws.sso.signIn({
      roles: [],
      seconds: -60,
    })
    await sso(desk, { startUrl, region, accessToken, expiresAt })
    expectFailure(await desk.get({ AWS_PROFILE: 'dev' }), /has expired/, /aws sso login --profile dev$/)
  })

  it('an SSO session that the administrator has ended', async () => {
    await using desk = await takeDesk()
    await sso(desk, desk.cloud.aws.sso.signIn({ roles: [] }))
    desk.cloud.aws.sso.signOut()
    expectFailure(await desk.get({ AWS_PROFILE: 'dev' }), /has expired/, /aws sso login --profile dev$/)
  })

  it('an SSO session whose refresh token is no longer good', async () => {
    await using desk = await takeDesk()
    await sso(desk, desk.cloud.aws.sso.signIn({ roles: [], seconds: -60 }))
    desk.cloud.aws.sso.signOut()
    expectFailure(await desk.get({ AWS_PROFILE: 'dev' }), /expired/, /aws sso login --profile dev$/)
  })

  it('an SSO session without that role', async () => {
    await using desk = await takeDesk()
    await sso(desk, desk.cloud.aws.sso.signIn({ roles: [] }))
    expectFailure(await desk.get({ AWS_PROFILE: 'dev' }), /AWS denies the sign-in/, /SSO assignment/)
  })

  it('the end of a chain is named, not its start', async () => {
    await using desk = await takeDesk()
    await sso(desk)
    await desk.write(
      '.aws/credentials',
      '[top]\nrole_arn = arn:aws:iam::111122223333:role/reader\nsource_profile = dev\n',
    )
    expectFailure(await desk.get({ AWS_PROFILE: 'top' }), /profile "dev"/, /aws sso login --profile dev$/)
  })

  it('a login_session that is gone, and one that has ended', async () => {
    await using desk = await takeDesk()
    const { signin, keys } = desk.cloud.aws
    const session = `arn:aws:iam::111122223333:user/${randomUUID()}`
    await desk.write('.aws/config', `[profile console]\nlogin_session = ${session}\n`)
    expectFailure(
      await desk.get({ AWS_PROFILE: 'console' }),
      /missing or has expired/,
      /aws login --profile console$/,
    )
    const cache = signin.signIn({ identity: keys.allowed.identity, seconds: -60 })
    await desk.write(`.aws/login/cache/${loginCacheFile(session)}`, JSON.stringify(cache))
    signin.end('TOKEN_EXPIRED')
    expectFailure(await desk.get({ AWS_PROFILE: 'console' }), /has expired/, /aws login --profile console$/)
  })

  it('a credential_process that fails: its last words are passed on', async () => {
    await using desk = await takeDesk()
    const tool = await desk.write(
      'tool.sh',
      'echo reading >&2\necho "vault is \u001b[31msealed" >&2\nexit 3\n',
    )
    await desk.write('.aws/config', `[profile tool]\ncredential_process = /bin/sh ${tool}\n`)
    const finished = await desk.get({ AWS_PROFILE: 'tool' })
    expectFailure(
      finished,
      /credential_process of the AWS profile "tool" failed \(exit 3\): vault is \?\[31msealed/,
      /by hand/,
    )
  })

  it('a credential_process that prints no credentials', async () => {
    await using desk = await takeDesk()
    await desk.write('.aws/config', '[profile tool]\ncredential_process = /bin/echo hello\n')
    expectFailure(
      await desk.get({ AWS_PROFILE: 'tool' }),
      /credential_process of the AWS profile "tool" did not print credentials/,
      /by hand/,
    )
  })

  it('a credential_process that hangs ends with the call', async () => {
    await using desk = await takeDesk()
    await desk.write('.aws/config', '[profile tool]\ncredential_process = sleep 60\n')
    const finished = await desk.get({ AWS_PROFILE: 'tool', CLOUD_KEYRING_TIMEOUT: '1' })
    expectFailure(finished, /no answer in time/, /CLOUD_KEYRING_TIMEOUT/)
    expect(finished.seconds).toBeLessThan(3)
  })
})
