import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { type AccessKey, keyEnvironment } from '../cloud/aws/identities.ts'
import { ssoCacheFile } from '../cloud/aws/sso.ts'
import { keyring, run } from '../support/run.ts'
import { type Desk, passwordIn, takeDesk } from './desk.ts'

const keysOf = ({ accessKeyId, secretAccessKey }: AccessKey) =>
  `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`

/** Who the printed token belongs to. */
async function ask(desk: Desk, env: Record<string, string>): Promise<string | undefined> {
  const password = passwordIn(await desk.get(env))
  return desk.cloud.aws.tokens.find(password)?.key.identity.principal
}

const sso = '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n'
const ssoProfile = 'sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = reader\n'

describe('a profile that says several things is read as AWS’s Python tools read it', () => {
  it('SSO before the keys that somebody left behind', async () => {
    await using desk = await takeDesk()
    const { aws } = desk.cloud
    await desk.write('.aws/credentials', `[dev]\n${keysOf(aws.keys.denied)}`)
    await desk.write('.aws/config', `${sso}[profile dev]\n${ssoProfile}`)
    const cache = aws.sso.signIn({ roles: [aws.roles.reader] })
    await desk.write(`.aws/sso/cache/${ssoCacheFile('corp')}`, JSON.stringify(cache))
    expect(await ask(desk, { AWS_PROFILE: 'dev' })).toBe(aws.roles.reader.arn)
  })

  it('credential_process before keys in the config file, after keys in the credentials file', async () => {
    await using desk = await takeDesk()
    const { allowed, denied } = desk.cloud.aws.keys
    const said = { Version: 1, AccessKeyId: allowed.accessKeyId, SecretAccessKey: allowed.secretAccessKey }
    const file = await desk.write('said.json', JSON.stringify(said))
    await desk.write('.aws/config', `[profile tool]\ncredential_process = cat ${file}\n${keysOf(denied)}`)
    expect(await ask(desk, { AWS_PROFILE: 'tool' })).toBe(allowed.identity.principal)
    await desk.write('.aws/credentials', `[tool]\n${keysOf(denied)}`)
    expect((await desk.get({ AWS_PROFILE: 'tool' })).stderr).toContain('user/denied')
  })

  it('the keys of a source_profile, whatever role stands beside them', async () => {
    await using desk = await takeDesk()
    const { keys, roles } = desk.cloud.aws
    const base = `[base]\n${keysOf(keys.assumer)}role_arn = ${roles.powerless.arn}\nsource_profile = base\nmfa_serial = m\n`
    await desk.write(
      '.aws/credentials',
      `${base}[top]\nrole_arn = ${roles.reader.arn}\nsource_profile = base\n`,
    )
    expect(await ask(desk, { AWS_PROFILE: 'top' })).toBe(roles.reader.arn)
  })

  it('itself as its source_profile: the role is assumed with whatever else it says', async () => {
    await using desk = await takeDesk()
    const { keys, roles } = desk.cloud.aws
    const said = {
      Version: 1,
      AccessKeyId: keys.assumer.accessKeyId,
      SecretAccessKey: keys.assumer.secretAccessKey,
    }
    const file = await desk.write('said.json', JSON.stringify(said))
    const lines = `role_arn = ${roles.reader.arn}\nsource_profile = self\ncredential_process = cat ${file}\n`
    await desk.write('.aws/config', `[profile self]\n${lines}`)
    expect(await ask(desk, { AWS_PROFILE: 'self' })).toBe(roles.reader.arn)
  })

  it.each([
    ['EcsContainer', (desk: Desk) => desk.cloud.aws.container.env()],
    [
      'Ec2InstanceMetadata',
      (desk: Desk) => ({ ...desk.cloud.aws.instance.env(), AWS_EC2_METADATA_DISABLED: 'false' }),
    ],
  ])('credential_source = %s', async (source, envOf) => {
    await using desk = await takeDesk()
    const { aws } = desk.cloud
    const role = aws.identities.addRole('deployer', { trusts: [aws.roles.machine.arn] })
    await desk.write('.aws/config', `[profile a]\nrole_arn = ${role.arn}\ncredential_source = ${source}\n`)
    expect(await ask(desk, { AWS_PROFILE: 'a', ...envOf(desk) })).toBe(role.arn)
  })
})

describe('a profile that says half a thing is a mistake, and nobody else is asked', () => {
  it.each([
    [
      'half of [default]',
      {},
      '[default]\naws_access_key_id = AKIA\n',
      /"default" holds aws_access_key_id and not the other half/,
    ],
    [
      'an sso-session that is not there',
      { AWS_PROFILE: 'a' },
      `[profile a]\n${ssoProfile}`,
      /the sso-session "corp", which does not exist/,
    ],
    [
      'SSO without its role',
      { AWS_PROFILE: 'a' },
      `${sso}[profile a]\nsso_session = corp\n`,
      /"a" lacks sso_account_id and sso_role_name/,
    ],
    [
      'a web identity without its role',
      { AWS_PROFILE: 'a' },
      '[profile a]\nweb_identity_token_file = /t\n',
      /and no role_arn/,
    ],
    [
      'a web identity without its file',
      { AWS_PROFILE: 'a' },
      '[profile a]\nweb_identity_token_file = /nowhere\nrole_arn = r\n',
      /names \/nowhere, which does not exist/,
    ],
    [
      'a profile named like what every object has',
      { AWS_PROFILE: 'constructor' },
      '',
      /"constructor", which does not exist/,
    ],
    [
      'a credential_source of no known name',
      { AWS_PROFILE: 'a' },
      '[profile a]\nrole_arn = r\ncredential_source = Magic\n',
      /none of Environment, EcsContainer/,
    ],
  ])('%s', async (_what, env, config, says) => {
    await using desk = await takeDesk()
    await desk.write('.aws/config', config)
    const finished = await desk.get({ ...desk.cloud.aws.container.env(), ...env })
    expect(finished).toMatchObject({ code: 1, stdout: '' })
    expect(finished.stderr).toMatch(says)
    expect(desk.cloud.journal.entries).toEqual([])
  })
})

describe('who is asked where several could be', () => {
  it('a role’s token before [default]: on EKS the pod’s role is meant', async () => {
    await using desk = await takeDesk()
    const { webIdentities, roles, keys } = desk.cloud.aws
    await desk.write('.aws/credentials', `[default]\n${keysOf(keys.denied)}`)
    const file = await desk.write('token', webIdentities.issue({ roles: [roles.runner] }))
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: roles.runner.arn }
    expect(await ask(desk, env)).toBe(roles.runner.arn)
  })

  it('the profile of a narrower section, not the keys of the defaults', async () => {
    await using desk = await takeDesk()
    const { allowed, denied } = desk.cloud.aws.keys
    await desk.write('.aws/credentials', `[mine]\n${keysOf(allowed)}`)
    const sections = `[codeartifact]\n${keysOf(denied)}aws_session_token = x\n[codeartifact name="repo"]\nprofile_name = mine\n`
    await desk.writeConfig(sections)
    expect(await ask(desk, {})).toBe(allowed.identity.principal)
  })
})

describe('endpoints that are configured', () => {
  it('come from AWS_ENDPOINT_URL_CODEARTIFACT, AWS_ENDPOINT_URL, the config file, in this order', async () => {
    await using desk = await takeDesk()
    const { allowed } = desk.cloud.aws.keys
    await desk.write('.aws/config', `[profile a]\n${keysOf(allowed)}endpoint_url = https://third.example\n`)
    const asked = async (env: Record<string, string>) => {
      desk.cloud.journal.clear()
      await desk.get({ AWS_PROFILE: 'a', AWS_MAX_ATTEMPTS: '1', ...env })
      return desk.cloud.journal.strays
    }
    const general = { AWS_ENDPOINT_URL: 'https://second.example' }
    const own = { AWS_ENDPOINT_URL_CODEARTIFACT: 'https://first.example' }
    expect(await asked({ ...general, ...own })).toEqual(['first.example:443'])
    expect(await asked(general)).toEqual(['second.example:443'])
    expect(await asked({})).toEqual(['third.example:443'])
  })

  it('in plain http to another machine are refused: the request carries a session', async () => {
    await using desk = await takeDesk()
    const env = { ...keyEnvironment(desk.cloud.aws.keys.allowed), AWS_ENDPOINT_URL: 'http://192.0.2.2' }
    const finished = await desk.get(env)
    expect(finished.stderr).toContain('192.0.2.2 is plain http, and not on this machine')
    expect(finished).toMatchObject({ code: 1, stdout: '' })
  })

  it.each([
    [
      'FIPS and an endpoint of one’s own',
      { AWS_USE_FIPS_ENDPOINT: 'true', AWS_ENDPOINT_URL: 'https://a.example' },
    ],
    ['a mode that does not exist', { AWS_DEFAULTS_MODE: 'junk' }],
  ])('or other settings that cannot be followed: %s', async (_what, env) => {
    await using desk = await takeDesk()
    const finished = await desk.get({ ...keyEnvironment(desk.cloud.aws.keys.allowed), ...env })
    expect(finished.stderr).toMatch(
      /AWS settings that cannot be followed: .*\nhint: correct the AWS_ variables/,
    )
    expect(desk.cloud.journal.tunnels).toEqual([])
  })

  it('that are no URLs are named', async () => {
    await using desk = await takeDesk()
    const env = { ...keyEnvironment(desk.cloud.aws.keys.allowed), AWS_ENDPOINT_URL: 'nonsense' }
    expect((await desk.get(env)).stderr).toMatch(
      /endpoint that is configured is not a URL\nhint: correct the AWS_ variables \(AWS_ENDPOINT_URL/,
    )
  })
})

/** The command lines of every process on this machine. */
async function processes(desk: Desk): Promise<string> {
  return (await run('ps', ['-eo', 'args'], { env: desk.env })).stdout
}

describe('credential_process', () => {
  it('finds nothing on its standard input', async () => {
    await using desk = await takeDesk()
    await desk.write('.aws/config', '[profile tool]\ncredential_process = cat\n')
    const finished = await desk.get({ AWS_PROFILE: 'tool', CLOUD_KEYRING_TIMEOUT: '5' })
    expect(finished.stderr).toContain('did not print credentials')
  })

  it('leaves no process behind at the deadline, nor what it has started', async () => {
    await using desk = await takeDesk()
    const mark = `4${Math.floor(Math.random() * 1e9)}`
    await desk.write('.aws/config', `[profile tool]\ncredential_process = sleep ${mark} | cat; true\n`)
    await desk.get({ AWS_PROFILE: 'tool', CLOUD_KEYRING_TIMEOUT: '1' })
    expect(await processes(desk)).not.toContain(mark)
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('is ended when %s ends us', async (signal) => {
    await using desk = await takeDesk()
    const mark = `5${Math.floor(Math.random() * 1e9)}`
    await desk.write(
      '.aws/config',
      `[profile tool]\ncredential_process = echo > started; sleep ${mark} | cat; true\n`,
    )
    const env = { ...desk.env, AWS_PROFILE: 'tool' }
    const started = join(desk.home.path, 'started')
    const child = spawn(process.execPath, [keyring, 'get', desk.index, 'aws'], { env, cwd: desk.home.path })
    const ended = once(child, 'exit')
    await vi.waitUntil(() => existsSync(started), { timeout: 10_000 })
    await vi.waitUntil(async () => (await processes(desk)).includes(mark), { timeout: 10_000 })
    child.kill(signal)
    expect(await ended).toEqual([null, signal])
    expect(await processes(desk)).not.toContain(mark)
  })

  it('may leave something running in the background', async () => {
    await using desk = await takeDesk()
    const { accessKeyId, secretAccessKey, identity } = desk.cloud.aws.keys.allowed
    const said = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }
    const file = await desk.write('said.json', JSON.stringify(said))
    await desk.write('.aws/config', `[profile tool]\ncredential_process = sleep 6 & cat ${file}\n`)
    expect(await ask(desk, { AWS_PROFILE: 'tool', CLOUD_KEYRING_TIMEOUT: '5' })).toBe(identity.principal)
  })

  it('whose command fails by a signal says so', async () => {
    await using desk = await takeDesk()
    await desk.write('.aws/config', '[profile tool]\ncredential_process = kill -9 $$\n')
    expect((await desk.get({ AWS_PROFILE: 'tool' })).stderr).toContain('failed (ended by SIGKILL)')
  })
})
