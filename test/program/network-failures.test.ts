import { describe, expect, it } from 'vitest'
import { keyEnvironment } from '../cloud/aws/identities.ts'
import { ssoCacheFile } from '../cloud/aws/sso.ts'
import type { Fault } from '../cloud/faults.ts'
import type { ServiceName } from '../cloud/service.ts'
import { type Desk, takeDesk } from './desk.ts'
import { expectFailure } from './expect-failure.ts'

const requests = (desk: Desk) => desk.cloud.journal.entries.length

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
