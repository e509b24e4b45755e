import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { keyEnvironment } from '../cloud/aws/identities.ts'
import { loginCacheFile } from '../cloud/aws/signin.ts'
import { ssoCacheFile } from '../cloud/aws/sso.ts'
import { type Desk, passwordIn, takeDesk } from './desk.ts'

/** Who the token that was printed belongs to, by what the cloud knows of it. */
function ownerOf(desk: Desk, password: string): string {
  return desk.cloud.aws.tokens.find(password)?.key.identity.principal ?? 'nobody'
}

async function expectTokenOf(desk: Desk, principal: string, env: Record<string, string> = {}) {
  const finished = await desk.get(env)
  const password = passwordIn(finished)
  expect(finished.stderr).toBe('')
  expect(ownerOf(desk, password)).toBe(principal)
  expect(desk.cloud.journal.strays).toEqual([])
}

const keysOf = (key: { accessKeyId: string; secretAccessKey: string }) =>
  `aws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`

describe('every source prints a token of its own identity, and nothing else', () => {
  it('keys: in keyringrc.cfg', async () => {
    await using desk = await takeDesk()
    const { allowed } = desk.cloud.aws.keys
    await desk.writeConfig(`[codeartifact]\n${keysOf(allowed)}`)
    await expectTokenOf(desk, allowed.identity.principal)
  })

  it('keys: of a session in keyringrc.cfg', async () => {
    await using desk = await takeDesk()
    const { aws } = desk.cloud
    const session = aws.identities.roleSession(aws.roles.machine, 'me', 900)
    await desk.writeConfig(`[codeartifact]\n${keysOf(session)}aws_session_token = ${session.sessionToken}\n`)
    await expectTokenOf(desk, aws.roles.machine.arn)
  })

  it('role_arn in keyringrc.cfg: assumed with the keys of the environment', async () => {
    await using desk = await takeDesk()
    const { keys, roles } = desk.cloud.aws
    await desk.writeConfig(`[codeartifact]\nrole_arn = ${roles.reader.arn}\n`)
    await expectTokenOf(desk, roles.reader.arn, keyEnvironment(keys.assumer))
  })

  it('environment', async () => {
    await using desk = await takeDesk()
    const { allowed } = desk.cloud.aws.keys
    await expectTokenOf(desk, allowed.identity.principal, keyEnvironment(allowed))
  })

  it('environment: keys of a session', async () => {
    await using desk = await takeDesk()
    const { aws } = desk.cloud
    const session = aws.identities.roleSession(aws.roles.machine, 'me', 900)
    await expectTokenOf(desk, aws.roles.machine.arn, keyEnvironment(session))
  })

  it('profile: static keys, named by AWS_PROFILE, which beats keys in the environment', async () => {
    await using desk = await takeDesk()
    const { allowed, denied } = desk.cloud.aws.keys
    await desk.write('.aws/credentials', `[mine]\n${keysOf(allowed)}`)
    await expectTokenOf(desk, allowed.identity.principal, { AWS_PROFILE: 'mine', ...keyEnvironment(denied) })
  })

  it('profile: named by keyringrc.cfg, which beats AWS_PROFILE', async () => {
    await using desk = await takeDesk()
    const { allowed, denied } = desk.cloud.aws.keys
    await desk.write('.aws/credentials', `[mine]\n${keysOf(allowed)}[other]\n${keysOf(denied)}`)
    await desk.writeConfig('[codeartifact]\nprofile_name = mine\n')
    await expectTokenOf(desk, allowed.identity.principal, { AWS_PROFILE: 'other' })
  })

  it('profile: a role by source_profile', async () => {
    await using desk = await takeDesk()
    const { keys, roles } = desk.cloud.aws
    await desk.write('.aws/credentials', `[base]\n${keysOf(keys.assumer)}`)
    const role = `[profile role]\nrole_arn = ${roles.partner.arn}\nsource_profile = base\nexternal_id = partner-42\n`
    await desk.write('.aws/config', role)
    await expectTokenOf(desk, roles.partner.arn, { AWS_PROFILE: 'role' })
  })

  it('profile: a chain of roles, each step signed with the session of the last', async () => {
    await using desk = await takeDesk()
    const { keys, roles } = desk.cloud.aws
    await desk.write('.aws/credentials', `[base]\n${keysOf(keys.assumer)}`)
    const first = `[profile first]\nrole_arn = ${roles.reader.arn}\nsource_profile = base\n`
    const second = `[profile second]\nrole_arn = ${roles.chained.arn}\nsource_profile = first\nregion = us-east-1\n`
    await desk.write('.aws/config', first + second)
    await expectTokenOf(desk, roles.chained.arn, { AWS_PROFILE: 'second' })
    expect(desk.cloud.journal.of('sts', 'AssumeRole')).toHaveLength(2)
  })

  it('profile: a role by credential_source = Environment', async () => {
    await using desk = await takeDesk()
    const { keys, roles } = desk.cloud.aws
    await desk.write(
      '.aws/config',
      `[profile role]\nrole_arn = ${roles.reader.arn}\ncredential_source = Environment\n`,
    )
    await expectTokenOf(desk, roles.reader.arn, { AWS_PROFILE: 'role', ...keyEnvironment(keys.assumer) })
  })

  it('profile: an SSO session, in the Region of the session and not that of the index', async () => {
    await using desk = await takeDesk()
    const { sso, roles } = desk.cloud.aws
    const cache = sso.signIn({ roles: [roles.reader], region: 'us-east-1' })
    await writeSsoProfile(desk, cache.startUrl, roles.reader.account, roles.reader.name)
    await desk.write(`.aws/sso/cache/${ssoCacheFile('corp')}`, JSON.stringify(cache))
    await expectTokenOf(desk, roles.reader.arn, { AWS_PROFILE: 'sso' })
    expect(desk.cloud.journal.of('sso').map(({ host }) => host)).toEqual([
      'portal.sso.us-east-1.amazonaws.com',
    ])
  })

  it('profile: an SSO session that has to be renewed', async () => {
    await using desk = await takeDesk()
    const { sso, roles } = desk.cloud.aws
    const cache = sso.signIn({ roles: [roles.reader], region: 'us-east-1', seconds: -10 })
    await writeSsoProfile(desk, cache.startUrl, roles.reader.account, roles.reader.name)
    await desk.write(`.aws/sso/cache/${ssoCacheFile('corp')}`, JSON.stringify(cache))
    await expectTokenOf(desk, roles.reader.arn, { AWS_PROFILE: 'sso' })
    expect(desk.cloud.journal.of('oidc', 'CreateToken')).toHaveLength(1)
  })

  it('profile: legacy SSO without a session section', async () => {
    await using desk = await takeDesk()
    const { sso, roles } = desk.cloud.aws
    const cache = sso.signIn({ roles: [roles.reader] })
    const { account, name } = roles.reader
    const lines = [
      `sso_start_url = ${cache.startUrl}`,
      'sso_region = eu-west-1',
      `sso_account_id = ${account}`,
    ]
    await desk.write('.aws/config', `[profile sso]\n${lines.join('\n')}\nsso_role_name = ${name}\n`)
    await desk.write(`.aws/sso/cache/${ssoCacheFile(cache.startUrl)}`, JSON.stringify(cache))
    await expectTokenOf(desk, roles.reader.arn, { AWS_PROFILE: 'sso' })
  })

  it('profile: a role on top of an SSO session', async () => {
    await using desk = await takeDesk()
    const { sso, roles } = desk.cloud.aws
    const cache = sso.signIn({ roles: [roles.reader] })
    const base = await writeSsoProfile(
      desk,
      cache.startUrl,
      roles.reader.account,
      roles.reader.name,
      'eu-west-1',
    )
    const role = `[profile role]\nrole_arn = ${roles.chained.arn}\nsource_profile = sso\n`
    await desk.write('.aws/config', base + role)
    await desk.write(`.aws/sso/cache/${ssoCacheFile('corp')}`, JSON.stringify(cache))
    await expectTokenOf(desk, roles.chained.arn, { AWS_PROFILE: 'role' })
  })

  it('profile: credential_process', async () => {
    await using desk = await takeDesk()
    const { allowed } = desk.cloud.aws.keys
    const said = { Version: 1, AccessKeyId: allowed.accessKeyId, SecretAccessKey: allowed.secretAccessKey }
    const file = await desk.write('said.json', JSON.stringify(said))
    await desk.write('.aws/config', `[profile tool]\ncredential_process = /bin/cat "${file}"\n`)
    await expectTokenOf(desk, allowed.identity.principal, { AWS_PROFILE: 'tool' })
  })

  it('profile: web identity', async () => {
    await using desk = await takeDesk()
    const { webIdentities, roles } = desk.cloud.aws
    const file = await desk.write('token', webIdentities.issue({ roles: [roles.runner] }))
    await desk.write(
      '.aws/config',
      `[profile web]\nrole_arn = ${roles.runner.arn}\nweb_identity_token_file = ${file}\n`,
    )
    await expectTokenOf(desk, roles.runner.arn, { AWS_PROFILE: 'web' })
  })

  it.each([
    ['as it is', 900],
    ['renewed', -10],
  ])('profile: login_session, %s', async (_how, seconds) => {
    await using desk = await takeDesk()
    const { signin, keys } = desk.cloud.aws
    const session = `arn:aws:iam::111122223333:user/${randomUUID()}`
    const cache = signin.signIn({ identity: keys.allowed.identity, region: 'us-east-1', seconds })
    await desk.write('.aws/config', `[profile console]\nlogin_session = ${session}\nregion = us-east-1\n`)
    await desk.write(`.aws/login/cache/${loginCacheFile(session)}`, JSON.stringify(cache))
    await expectTokenOf(desk, keys.allowed.identity.principal, { AWS_PROFILE: 'console' })
    expect(desk.cloud.journal.of('signin')).toHaveLength(seconds > 0 ? 0 : 1)
  })

  it('default-profile, after the environment', async () => {
    await using desk = await takeDesk()
    const { allowed, denied } = desk.cloud.aws.keys
    await desk.write('.aws/credentials', `[default]\n${keysOf(allowed)}`)
    await expectTokenOf(desk, allowed.identity.principal)
    const other = await desk.get(keyEnvironment(denied))
    expect(other.code).toBe(1)
  })

  it('web-identity', async () => {
    await using desk = await takeDesk()
    const { webIdentities, roles } = desk.cloud.aws
    const file = await desk.write('token', webIdentities.issue({ roles: [roles.runner] }))
    await expectTokenOf(desk, roles.runner.arn, {
      AWS_WEB_IDENTITY_TOKEN_FILE: file,
      AWS_ROLE_ARN: roles.runner.arn,
    })
  })

  it('container, with its authorization token', async () => {
    await using desk = await takeDesk()
    const { container, roles } = desk.cloud.aws
    container.authorization = 'Bearer of the pod'
    await expectTokenOf(desk, roles.machine.arn, container.env())
  })

  it.each(['1', '2', 'both'] as const)('instance, metadata service version %s', async (version) => {
    await using desk = await takeDesk()
    const { instance, roles } = desk.cloud.aws
    instance.version = version
    await expectTokenOf(desk, roles.machine.arn, { ...instance.env(), AWS_EC2_METADATA_DISABLED: 'false' })
  })

  it('sources = … selects: an instance in spite of keys in the environment', async () => {
    await using desk = await takeDesk()
    const { instance, keys, roles } = desk.cloud.aws
    await desk.writeConfig('[codeartifact]\nsources = container, instance\n')
    const env = { ...keyEnvironment(keys.denied), ...instance.env(), AWS_EC2_METADATA_DISABLED: 'false' }
    await expectTokenOf(desk, roles.machine.arn, env)
  })
})

describe('every form of host is answered', () => {
  it.each([
    ['the bare host', (desk: Desk) => desk.cloud.aws.domains.main.host],
    ['the bare host and port', (desk: Desk) => `${desk.cloud.aws.domains.main.host}:443`],
    ['dual stack', (desk: Desk) => `https://${desk.cloud.aws.domains.main.dualStackHost}/pypi/repo/simple/`],
    ['a VPC endpoint', (desk: Desk) => desk.cloud.aws.domains.main.endpointIndexUrl('repo')],
    ['a hard domain name', (desk: Desk) => desk.cloud.aws.domains.hard.indexUrl('repo')],
    ['another Region than AWS_REGION', (desk: Desk) => desk.cloud.aws.domains.american.indexUrl('repo')],
  ])('%s', async (_form, service) => {
    await using desk = await takeDesk()
    const { allowed } = desk.cloud.aws.keys
    const env = { ...keyEnvironment(allowed), AWS_REGION: 'ap-southeast-2' }
    const finished = await desk.keyring(['--mode=creds', '--output=json', 'get', service(desk)], env)
    expect(ownerOf(desk, passwordIn(finished))).toBe(allowed.identity.principal)
  })
})

describe('token_duration', () => {
  it.each([
    ['', '3600'],
    ['token_duration = 900\n', '900'],
    ['token_duration = 43200\n', '43200'],
    ['token_duration = 0\n', '0'],
  ])('%j asks for %s seconds', async (line, seconds) => {
    await using desk = await takeDesk()
    await desk.writeConfig(`[codeartifact]\n${line}`)
    const { aws } = desk.cloud
    passwordIn(await desk.get(keyEnvironment(aws.identities.roleSession(aws.roles.machine, 'me', 3600))))
    expect(desk.cloud.journal.of('codeartifact').map(({ query }) => query.duration)).toEqual([seconds])
  })
})

async function writeSsoProfile(desk: Desk, url: string, account: string, role: string, region = 'us-east-1') {
  const text = `[sso-session corp]
sso_start_url = ${url}
sso_region = ${region}
sso_registration_scopes = sso:account:access
[profile sso]
sso_session = corp
sso_account_id = ${account}
sso_role_name = ${role}
region = ap-southeast-2
`
  await desk.write('.aws/config', text)
  return text
}
