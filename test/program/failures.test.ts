import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { keyEnvironment } from '../cloud/aws/identities.ts'
import { loginCacheFile } from '../cloud/aws/signin.ts'
import { ssoCacheFile } from '../cloud/aws/sso.ts'
import type { Fault } from '../cloud/faults.ts'
import type { ServiceName } from '../cloud/service.ts'
import { type Finished, run } from '../support/run.ts'
import { type Desk, takeDesk } from './desk.ts'

/** One line that names the index and says what is wrong, and one that says what to do. */
function expectFailure(finished: Finished, says: RegExp, hint: RegExp) {
  const [first = '', second = '', ...rest] = finished.stderr.trimEnd().split('\n')
  expect(first).toMatch(/^keyring: https:\/\/[^ ]+\/simple\/: ./)
  expect(first).toMatch(says)
  expect(second).toMatch(/^hint: ./)
  expect(second).toMatch(hint)
  expect(rest).toEqual([])
  expect(finished.stdout).toBe('')
  expect(finished.code).toBe(1)
}

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

describe('a network that does not work', () => {
  const allowed = (desk: Desk) => keyEnvironment(desk.cloud.aws.keys.allowed)

  it.each<[string, ServiceName, Fault, RegExp, RegExp]>([
    [
      'a web page in place of an answer',
      'codeartifact',
      { kind: 'html' },
      /a web page \(status 200\)/,
      /HTTPS_PROXY/,
    ],
    [
      'a web page that forbids',
      'codeartifact',
      { kind: 'html', status: 403 },
      /a web page \(status 403\)/,
      /HTTPS_PROXY/,
    ],
    ['half an answer', 'codeartifact', { kind: 'truncate' }, /not AWS's/, /proxy/],
    [
      'an answer without a token',
      'codeartifact',
      { kind: 'fail', status: 200, body: '{}' },
      /without a token/,
      /proxy/,
    ],
    [
      '503',
      'codeartifact',
      { kind: 'fail', status: 503 },
      /codeartifact\.eu-west-1\.amazonaws\.com answers 503/,
      /again/,
    ],
    [
      'a connection that is cut',
      'codeartifact',
      { kind: 'reset' },
      /cannot be reached \(ECONNRESET/,
      /network/,
    ],
  ])('%s', async (_what, service, fault, says, hint) => {
    await using desk = await takeDesk()
    desk.cloud.faults.add(service, fault)
    expectFailure(await desk.get(allowed(desk)), says, hint)
  })

  it.each<[string, ServiceName, Fault, RegExp, RegExp]>([
    ['STS: a web page', 'sts', { kind: 'html' }, /a web page \(status 200\) .*sts\./, /HTTPS_PROXY/],
    [
      'STS: half an answer',
      'sts',
      { kind: 'truncate' },
      /sts\.eu-west-1\.amazonaws\.com sent an answer that is not AWS's/,
      /proxy/,
    ],
    ['STS: 503', 'sts', { kind: 'fail', status: 503 }, /answers 503/, /again/],
    [
      'STS: a connection that is cut',
      'sts',
      { kind: 'reset' },
      /sts.* cannot be reached \(ECONNRESET/,
      /network/,
    ],
  ])('%s', async (_what, service, fault, says, hint) => {
    await using desk = await takeDesk()
    const { keys, roles } = desk.cloud.aws
    desk.cloud.faults.add(service, fault)
    await desk.writeConfig(`[codeartifact]\nrole_arn = ${roles.reader.arn}\n`)
    expectFailure(await desk.get(keyEnvironment(keys.assumer)), says, hint)
  })

  it.each<[string, ServiceName, Fault, RegExp, RegExp]>([
    ['SSO: a web page', 'sso', { kind: 'html' }, /a web page \(status 200\) .*portal\.sso\./, /HTTPS_PROXY/],
    [
      'SSO: half an answer',
      'sso',
      { kind: 'truncate' },
      /portal\.sso.* sent an answer that is not AWS's/,
      /proxy/,
    ],
    ['SSO: 503', 'sso', { kind: 'fail', status: 503 }, /answers 503/, /again/],
    [
      'SSO: a connection that is cut',
      'sso',
      { kind: 'reset' },
      /portal\.sso.* cannot be reached \(ECONNRESET/,
      /network/,
    ],
    ['OIDC: a web page', 'oidc', { kind: 'html' }, /a web page \(status 200\) .*oidc\./, /HTTPS_PROXY/],
    [
      'OIDC: a connection that is cut',
      'oidc',
      { kind: 'reset' },
      /oidc.* cannot be reached \(ECONNRESET/,
      /network/,
    ],
  ])('%s', async (_what, service, fault, says, hint) => {
    await using desk = await takeDesk()
    const { sso, roles } = desk.cloud.aws
    desk.cloud.faults.add(service, fault)
    const lines = ['sso_session = corp', 'sso_account_id = 111122223333', 'sso_role_name = reader']
    const session =
      '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n'
    await desk.write('.aws/config', `${session}[profile dev]\n${lines.join('\n')}\n`)
    const cache = sso.signIn({ roles: [roles.reader], seconds: service === 'oidc' ? -60 : 3600 })
    await desk.write(`.aws/sso/cache/${ssoCacheFile('corp')}`, JSON.stringify(cache))
    expectFailure(await desk.get({ AWS_PROFILE: 'dev' }), says, hint)
  })

  it('an answer whose token is empty is none', async () => {
    await using desk = await takeDesk()
    const body = JSON.stringify({ authorizationToken: '', expiration: 4102444800 })
    desk.cloud.faults.add('codeartifact', {
      kind: 'fail',
      status: 200,
      body,
      contentType: 'application/json',
    })
    expectFailure(await desk.get(allowed(desk)), /without a token/, /proxy/)
  })

  it.each<[string, ServiceName]>([
    ['container', 'container'],
    ['instance', 'instance'],
  ])('what a broken answer of the %s endpoint holds is not shown', async (_what, service) => {
    await using desk = await takeDesk()
    const { container, instance } = desk.cloud.aws
    const body = '{"SecretAccessKey":CANARYSECRET'
    if (service === 'instance') instance.version = '1'
    desk.cloud.faults.add(service, { kind: 'fail', status: 200, body, contentType: 'application/json' })
    const machine =
      service === 'container' ? container.env() : { ...instance.env(), AWS_EC2_METADATA_DISABLED: 'false' }
    const finished = await desk.get(machine)
    expectFailure(finished, /not JSON/, /role/)
    expect(finished.stderr).not.toContain('CANARY')
  })

  it('one failure is overcome by the SDK’s retries', async () => {
    await using desk = await takeDesk()
    desk.cloud.faults.add('codeartifact', { kind: 'fail', status: 500, times: 2 })
    expect((await desk.get(allowed(desk))).code).toBe(0)
    expect(requests(desk)).toBe(3)
  })

  it('AWS_MAX_ATTEMPTS holds', async () => {
    await using desk = await takeDesk()
    desk.cloud.faults.add('codeartifact', { kind: 'fail', status: 500, times: 2 })
    const finished = await desk.get({ ...allowed(desk), AWS_MAX_ATTEMPTS: '1' })
    expectFailure(finished, /answers 500/, /again/)
    expect(requests(desk)).toBe(1)
  })

  it.each<[string, ServiceName]>([
    ['CodeArtifact', 'codeartifact'],
    ['STS', 'sts'],
  ])('%s that hangs ends at the deadline', async (_what, service) => {
    await using desk = await takeDesk()
    const { keys, roles } = desk.cloud.aws
    desk.cloud.faults.add(service, { kind: 'hang' })
    await desk.writeConfig(`[codeartifact]\n${service === 'sts' ? `role_arn = ${roles.reader.arn}\n` : ''}`)
    const key = service === 'sts' ? keys.assumer : keys.allowed
    const finished = await desk.get({ ...keyEnvironment(key), CLOUD_KEYRING_TIMEOUT: '1' })
    expectFailure(finished, /no answer in time/, /CLOUD_KEYRING_TIMEOUT/)
    expect(finished.seconds).toBeLessThan(3)
  })

  it('a proxy that refuses, one that is gone, and one that hangs', async () => {
    await using desk = await takeDesk()
    const env = allowed(desk)
    const gone = await desk.get({ ...env, HTTPS_PROXY: 'http://127.0.0.1:1' })
    expectFailure(gone, /cannot be reached.*ECONNREFUSED/, /HTTPS_PROXY/)
    const blackhole = await desk.get({ ...env, HTTPS_PROXY: 'not a proxy' })
    expectFailure(blackhole, /HTTPS_PROXY or ALL_PROXY does not hold the URL of a proxy/, /http:\/\//)
    desk.cloud.proxy.hang()
    const hung = await desk.get({ ...env, CLOUD_KEYRING_TIMEOUT: '1' })
    expectFailure(hung, /no answer in time/, /proxy/)
  })

  it('a CA that nobody named', async () => {
    await using desk = await takeDesk()
    expectFailure(
      await desk.get({ ...allowed(desk), SSL_CERT_FILE: '' }),
      /cannot be reached/,
      /SSL_CERT_FILE/,
    )
  })

  it('a container endpoint that fails gives way to nobody', async () => {
    await using desk = await takeDesk()
    const { container, instance } = desk.cloud.aws
    const env = { ...container.env(), ...instance.env(), AWS_EC2_METADATA_DISABLED: 'false' }
    container.authorization = 'somebody else’s'
    const refused = await desk.get({ ...env, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'wrong' })
    expectFailure(refused, /container credentials endpoint refuses \(400/, /task or pod/)
    const gone = await desk.get({ ...env, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/' })
    expectFailure(gone, /container credentials endpoint fails/, /task or pod/)
    expect(desk.cloud.journal.of('instance')).toEqual([])
  })
})

describe('files that never end', () => {
  it.each([
    ['keyringrc.cfg', '.config/python_keyring/keyringrc.cfg', {}],
    ['the AWS config file', '.aws/config', { AWS_PROFILE: 'a' }],
    ['the AWS credentials file', '.aws/credentials', { AWS_PROFILE: 'a' }],
    ['a web identity token', 'token', { AWS_ROLE_ARN: 'r', AWS_WEB_IDENTITY_TOKEN_FILE: 'token' }],
    [
      'a container token',
      'token',
      {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/',
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'token',
      },
    ],
    [
      'a CA bundle',
      'ca.pem',
      { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_CA_BUNDLE: 'ca.pem' },
    ],
  ])('%s', async (_what, path, env) => {
    await using desk = await takeDesk()
    const pipe = await desk.write(path, '')
    await rm(pipe)
    await run('mkfifo', [pipe], { env: desk.env })
    const finished = await desk.get({ ...env, CLOUD_KEYRING_TIMEOUT: '5' })
    expectFailure(finished, /is not a file/, /right file/)
  })

  it('/dev/null is how people say that there is none', async () => {
    await using desk = await takeDesk()
    const env = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' }
    expect((await desk.get({ ...env, ...keyEnvironment(desk.cloud.aws.keys.allowed) })).code).toBe(0)
  })
})

describe('a metadata service that is there', () => {
  it('and stops answering is a failure: nobody else is asked', async () => {
    await using desk = await takeDesk()
    const { instance, keys } = desk.cloud.aws
    await desk.writeConfig('[codeartifact]\nsources = instance, environment\n')
    instance.stalls = true
    const env = { ...instance.env(), AWS_EC2_METADATA_DISABLED: 'false', ...keyEnvironment(keys.allowed) }
    expectFailure(await desk.get(env), /the EC2 metadata service stopped answering/, /again/)
    expect(desk.cloud.journal.of('codeartifact')).toEqual([])
  })
})

describe('a container endpoint that is slow', () => {
  it('is waited for, without a word', async () => {
    await using desk = await takeDesk()
    desk.cloud.faults.add('container', { kind: 'slow', ms: 1500 })
    expect(await desk.get(desk.cloud.aws.container.env())).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('a machine that is in no cloud', () => {
  it('answers within two seconds, also where the metadata address swallows packets', async () => {
    await using desk = await takeDesk()
    desk.cloud.faults.add('instance', { kind: 'hang' })
    const env = { ...desk.cloud.aws.instance.env(), AWS_EC2_METADATA_DISABLED: 'false' }
    const finished = await desk.get(env)
    const names = [
      'keys',
      'profile',
      'environment',
      'default-profile',
      'web-identity',
      'container',
      'instance',
    ]
    for (const name of names) expect(finished.stderr).toContain(`${name}: `)
    expectFailure(finished, /nothing to sign in with/, /AWS_PROFILE/)
    expect(finished.seconds).toBeLessThan(2)
  })

  it.each([
    ['no role', undefined],
    ['a service that is switched off', 403],
  ])('an instance with %s is passed over', async (_what, status) => {
    await using desk = await takeDesk()
    const { instance } = desk.cloud.aws
    if (status === undefined) instance.role = undefined
    else desk.cloud.faults.add('instance', { kind: 'fail', status })
    const finished = await desk.get({ ...instance.env(), AWS_EC2_METADATA_DISABLED: 'false' })
    expectFailure(finished, /instance: the metadata service answers 40\d/, /AWS_PROFILE/)
  })
})
