import { describe, expect, it } from 'vitest'
import { keyEnvironment } from '../cloud/aws/identities.ts'
import { type Desk, takeDesk } from './desk.ts'

/** One line, a hint, exit 1, and nothing was sent anywhere. */
async function expectRefused(desk: Desk, service: string, env: Record<string, string>, says: RegExp) {
  const finished = await desk.keyring(['get', service, 'aws'], {
    ...keyEnvironment(desk.cloud.aws.keys.allowed),
    ...env,
  })
  const lines = finished.stderr.trimEnd().split('\n')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^keyring: ./)
  expect(lines[0]).toMatch(says)
  expect(lines[1]).toMatch(/^hint: ./)
  expect(finished.stdout).toBe('')
  expect(finished.code).toBe(1)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is asked
  expect(finished.stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
  expect(desk.cloud.journal.entries).toEqual([])
  expect(desk.cloud.journal.tunnels).toEqual([])
}

describe('a configuration that cannot be followed', () => {
  it.each([
    ['a bad line', '[codeartifact]\nprofile_name\n', /keyringrc\.cfg, line 2: /],
    ['a header without its bracket', '[codeartifact\nprofile_name = a\n', /line 1: /],
    [
      'a header cut off by a comment',
      '[codeartifact]\n[codeartifact name="a #1"]\nprofile_name = a\n',
      /line 2: /,
    ],
    ['no header', 'profile_name = a\n', /line 1: this stands before any \[section\]/],
    [
      'a section twice',
      '[codeartifact name="repo"]\n[codeartifact name="repo"]\n',
      /line 2: .*already, in line 1/,
    ],
    [
      'an option twice',
      '[codeartifact]\nprofile_name = a\nprofile_name = b\n',
      /line 3: profile_name is set already, in line 2/,
    ],
    ['an unknown option', '[codeartifact]\n; colours\ncolour = red\n', /line 3: there is no option colour/],
    [
      'an unknown option in the section that wins',
      '[codeartifact name="repo"]\ncolour = red\n',
      /line 2: there is no option colour/,
    ],
    [
      'an unknown qualifier',
      '[codeartifact repo="repo"]\nprofile_name = a\n',
      /line 1: repo is not a qualifier/,
    ],
    ['an empty profile_name', '[codeartifact]\nprofile_name =\n', /line 2: profile_name is empty/],
    [
      'half a pair of keys',
      '[codeartifact]\naws_access_key_id = AKIA\n',
      /aws_access_key_id is set in .*keyringrc\.cfg, line 2, but aws_secret_access_key is not/,
    ],
    ['no ARN', '[codeartifact]\nrole_arn = reader\n', /line 2: role_arn is not the ARN of a role/],
    [
      'hosts, which are not supported yet',
      '[codeartifact]\nhosts = a.example\n',
      /line 2: hosts is not supported by this version/,
    ],
    [
      'a cache that is neither on nor off',
      '[codeartifact]\ncache = maybe\n',
      /line 2: cache is not on or off/,
    ],
    ['an unknown source', '[codeartifact]\nsources = profile, magic\n', /line 2: there is no source magic/],
    [
      'TLS verification off',
      '[codeartifact]\nverify = false\n',
      /line 2: verify would turn TLS verification off/,
    ],
    [
      'a CA file in the working directory',
      '[codeartifact]\nverify = ca.pem\n',
      /line 2: verify is not the absolute path/,
    ],
    [
      'a CA file that is not there',
      '[codeartifact]\nverify = /nowhere/ca.pem\n',
      /\/nowhere\/ca\.pem does not exist/,
    ],
    ...['899', '43201', '-1', '', '3600.5', '1h', '0x384', '٩٠٠'].map((seconds): [string, string, RegExp] => [
      `token_duration ${JSON.stringify(seconds)}`,
      `[codeartifact]\ntoken_duration = ${seconds}\n`,
      /line 2: token_duration is not a number of seconds from 900 to 43200/,
    ]),
  ])('%s', async (_what, text, says) => {
    await using desk = await takeDesk()
    await desk.writeConfig(text)
    await expectRefused(desk, desk.index, {}, says)
  })

  it('something that is no file', async () => {
    await using desk = await takeDesk()
    await desk.write('.config/python_keyring/keyringrc.cfg/folder', '')
    await expectRefused(desk, desk.index, {}, /keyringrc\.cfg cannot be read \(EISDIR\)/)
  })

  it('never shows what a bad line holds: it may be a secret', async () => {
    await using desk = await takeDesk()
    await desk.writeConfig('[codeartifact]\naws_secret_access_key canary\n')
    expect((await desk.get()).stderr).not.toContain('canary')
  })

  it('never shows a secret that was wrapped onto a line of its own', async () => {
    await using desk = await takeDesk()
    await desk.writeConfig('[codeartifact]\naws_session_token = abc\nIQoJb3JpZ2luX2VjCANARY==\n')
    const { stderr } = await desk.get()
    expect(stderr).toContain('line 3: there is no option of that name')
    expect(stderr.toLowerCase()).not.toContain('canary')
  })

  it('is no concern of a host that nobody claims', async () => {
    await using desk = await takeDesk()
    await desk.writeConfig('[codeartifact\nnonsense\n')
    expect(await desk.keyring(['get', 'https://example.com/simple/', 'me'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: '',
    })
  })
})

describe('profiles and variables that cannot be followed', () => {
  it.each([
    [
      'an unknown profile',
      { AWS_PROFILE: 'nobody' },
      /AWS_PROFILE names the AWS profile "nobody", which does not exist/,
    ],
    [
      'half a pair of keys',
      { AWS_SECRET_ACCESS_KEY: '' },
      /AWS_ACCESS_KEY_ID is set .*AWS_SECRET_ACCESS_KEY is not/,
    ],
    [
      'a key that ends in a line end (CRLF in a .env file)',
      { AWS_ACCESS_KEY_ID: 'AKIA\r' },
      /hold a character that no key has/,
    ],
    [
      'half a web identity',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere' },
      /AWS_ROLE_ARN is not/,
    ],
    [
      'a web identity whose file is not there',
      {
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere',
        AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/a',
      },
      /AWS_WEB_IDENTITY_TOKEN_FILE names \/nowhere, which does not exist/,
    ],
    [
      'a deadline that is no number',
      { CLOUD_KEYRING_TIMEOUT: 'soon' },
      /CLOUD_KEYRING_TIMEOUT is not a number of seconds/,
    ],
  ])('%s', async (_what, env, says) => {
    await using desk = await takeDesk()
    await expectRefused(desk, desk.index, env, says)
  })

  it.each([
    [
      'a source_profile that is not there',
      '[profile a]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = gone\n',
      /source_profile of the AWS profile "a" names the AWS profile "gone"/,
    ],
    [
      'a circle',
      '[profile a]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nsource_profile = a\n',
      /a → b → a form a circle/,
    ],
    [
      'a role that nobody assumes',
      '[profile a]\nrole_arn = r\naws_access_key_id = x\naws_secret_access_key = y\n',
      /role_arn of the AWS profile "a" needs one of/,
    ],
    [
      'a profile without credentials',
      '[profile a]\nregion = eu-west-1\n',
      /the AWS profile "a" holds no credentials/,
    ],
    [
      'a profile that wants a code',
      '[profile a]\nrole_arn = r\nsource_profile = a\nmfa_serial = m\naws_access_key_id = x\naws_secret_access_key = y\n',
      /wants an MFA code/,
    ],
  ])('%s', async (_what, config, says) => {
    await using desk = await takeDesk()
    await desk.write('.aws/config', config)
    await expectRefused(desk, desk.index, { AWS_PROFILE: 'a' }, says)
  })
})

describe('a service that must not be answered', () => {
  const host = 'my-domain-111122223333.d.codeartifact.eu-west-1.amazonaws.com'
  it.each([
    [
      'a slip in the Region',
      `https://${host.replace('eu-west-1', 'eu-wset-1')}/pypi/repo/simple/`,
      /eu-wset-1 is not an AWS Region/,
    ],
    ['plain http', `http://${host}/pypi/repo/simple/`, /not handed out for plain http/],
    ['an odd port', `https://${host}:8443/pypi/repo/simple/`, /not handed out for port 8443/],
    ['a line break in the path', `https://${host}/pypi/repo\n/simple/`, /control character/],
    ['a terminal escape', `https://${host}/pypi/\u001b[31mrepo/simple/`, /control character/],
    ['a line break behind a bare host', `${host}\n`, /invisible character/],
    ['a text direction mark', `https://${host}/pypi/\u202erepo/simple/`, /invisible character/],
    ['a backslash', `https://${host}\\@evil.example/simple/`, /backslash/],
    [
      'another script',
      `https://${host.replace('amazonaws', 'amazοnaws').replace('ο', 'ｏ')}/`,
      /unusual way/,
    ],
  ])('%s', async (_what, service, says) => {
    await using desk = await takeDesk()
    await expectRefused(desk, service, {}, says)
  })

  it('never shows the user info of the URL', async () => {
    await using desk = await takeDesk()
    const finished = await desk.keyring([
      'get',
      `http://aws:canary@${host}/pypi/repo/simple/?t=canary`,
      'aws',
    ])
    expect(finished.stderr).toContain(`http://${host}/pypi/repo/simple/: `)
    expect(finished.stderr).not.toContain('canary')
  })
})
