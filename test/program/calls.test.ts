import { spawnSync } from 'node:child_process'
import { readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { keyEnvironment } from '../cloud/aws/identities.ts'
import { keyring, run, temporaryHome } from '../support/run.ts'
import { type Desk, takeDesk } from './desk.ts'

const plugin = 'keyrings.codeartifact.CodeArtifactBackend'
const nullBackend = 'keyring.backends.null.Keyring'
const failBackend = 'keyring.backends.fail.Keyring'
const allowed = (desk: Desk) => keyEnvironment(desk.cloud.aws.keys.allowed)
const token = '[\\x21-\\x7e]{100,}'

describe('the calls of real clients for a claimed index', () => {
  it.each<[string, (index: string, host: string) => string[], RegExp]>([
    ['uv', (index) => ['get', index, 'aws'], /^TOKEN\n$/],
    ['uv, without the last slash', (index) => ['get', index.slice(0, -1), 'aws'], /^TOKEN\n$/],
    ['uv, second question', (_, host) => ['get', host, 'aws'], /^TOKEN\n$/],
    ['uv, authenticate = "always"', (index) => ['get', index, '--mode', 'creds'], /^aws\nTOKEN\n$/],
    [
      'pip ≥ 26.2',
      (index) => ['--mode=creds', '--output=json', 'get', index],
      /^\{"username": "aws", "password": "TOKEN"\}\n$/,
    ],
    [
      'pip ≥ 26.2 with a user',
      (index) => ['--mode=creds', '--output=json', 'get', index, 'me'],
      /^\{"username": "aws", "password": "TOKEN"\}\n$/,
    ],
    ['pip ≤ 26.1', (index) => ['get', index, 'aws'], /^TOKEN\n$/],
    ['PDM', (index) => ['--mode=creds', 'get', index, ''], /^aws\nTOKEN\n$/],
    [
      'PDM with user info',
      (index) => ['--mode=creds', 'get', index.replace('//', '//aws@'), 'aws'],
      /^aws\nTOKEN\n$/,
    ],
    ['PDM, second question', (index) => ['--mode=password', 'get', index, '__token__'], /^TOKEN\n$/],
    ['uv publish', (index) => ['get', `${index.replace('simple/', '')}?a=b`, 'aws'], /^TOKEN\n$/],
    ['a file', (index) => ['get', `${index}idna/3.1/idna-3.1-py3-none-any.whl`, 'aws'], /^TOKEN\n$/],
    [
      'JSON without a user name',
      (index) => ['--output', 'json', 'get', index, 'me'],
      /^\{"password": "TOKEN"\}\n$/,
    ],
    ['the plugin by its name', (index) => ['-b', plugin, 'get', index, 'aws'], /^TOKEN\n$/],
  ])('%s', async (_client, args, answer) => {
    await using desk = await takeDesk()
    const finished = await desk.keyring(args(desk.index, desk.cloud.aws.domains.main.host), allowed(desk))
    expect(finished.stdout).toMatch(new RegExp(answer.source.replace('TOKEN', token)))
    expect(finished).toMatchObject({ code: 0, stderr: '' })
    expect(desk.cloud.journal.of('codeartifact')).toHaveLength(1)
  })
})

describe('what no provider claims', () => {
  it.each([
    ['another host', ['get', 'https://pypi.example/simple/', 'me']],
    ['the host alone', ['get', 'pypi.example', 'me']],
    ['plain http', ['get', 'http://pypi.example', 'me']],
    ['a name of PDM', ['--mode=creds', 'get', 'pdm-pypi-private', '']],
    ['a name of poetry', ['get', 'poetry-repository-private', 'me']],
    [
      'a lookalike',
      ['get', 'https://my-domain-111122223333.d.codeartifact.eu-west-1.amazonaws.com.evil.example/', 'aws'],
    ],
  ])('%s: exit code 1, and not a word', async (_what, args) => {
    await using desk = await takeDesk()
    expect(await desk.keyring(args, allowed(desk))).toMatchObject({ code: 1, stdout: '', stderr: '' })
    expect(desk.cloud.journal.tunnels).toEqual([])
  })
})

describe('backends by name', () => {
  it.each([
    ['-b null', ['-b', nullBackend], {}],
    ['PYTHON_KEYRING_BACKEND', [], { PYTHON_KEYRING_BACKEND: nullBackend }],
    ['an empty variable is none', ['-b', nullBackend], { PYTHON_KEYRING_BACKEND: '' }],
    ['-b before the variable', ['-b', nullBackend], { PYTHON_KEYRING_BACKEND: plugin }],
  ])('%s: the null backend knows nothing and takes everything', async (_how, options, env) => {
    await using desk = await takeDesk()
    const call = (...args: string[]) => desk.keyring([...options, ...args], { ...allowed(desk), ...env })
    expect(await call('get', desk.index, 'aws')).toMatchObject({ code: 1, stdout: '', stderr: '' })
    expect(await call('del', desk.index, 'aws')).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(desk.cloud.journal.entries).toEqual([])
  })

  it('[backend] in keyringrc.cfg selects, too, and --disable writes it once', async () => {
    await using desk = await takeDesk()
    const disabled = await desk.keyring(['--disable'])
    expect(disabled).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const path = join(desk.home.path, '.config/python_keyring/keyringrc.cfg')
    expect(await readFile(path, 'utf8')).toBe(`[backend]\ndefault-keyring=${nullBackend}`)
    expect(await desk.get(allowed(desk))).toMatchObject({ code: 1, stdout: '', stderr: '' })
    const again = await desk.keyring(['--disable'])
    expect(again).toMatchObject({ code: 1, stdout: '' })
    expect(again.stderr).toContain(`Refusing to overwrite ${path}`)
  })

  it('the fail backend fails, and says so', async () => {
    await using desk = await takeDesk()
    expect(await desk.keyring(['-b', failBackend, 'get', desk.index, 'aws'])).toMatchObject({
      code: 1,
      stdout: '',
    })
  })

  it.each(['nope', 'keyring.backends.SecretService.Keyring'])(
    '%s cannot be loaded: exit code 2',
    async (name) => {
      await using desk = await takeDesk()
      const finished = await desk.keyring(['-b', name, 'get', desk.index, 'aws'])
      expect(finished).toMatchObject({ code: 2, stdout: '' })
      expect(finished.stderr).toContain('keyring: error: Unable to load specified keyring: ')
      expect(finished.stderr).not.toContain('unrecognized arguments')
    },
  )

  it('--list-backends names each of them', async () => {
    await using desk = await takeDesk()
    const { stdout, code } = await desk.keyring(['--list-backends'])
    expect(stdout.trimEnd().split('\n')).toEqual([
      `${plugin} (priority: 9.9)`,
      `${failBackend} (priority: 0)`,
      `${nullBackend} (priority: -1)`,
    ])
    expect(code).toBe(0)
  })
})

describe('set and del', () => {
  it.each([
    ['set', 'https://pypi.example/simple/', 'this version has no store for passwords; nothing was stored'],
    ['del', 'https://pypi.example/simple/', 'this version has no store for passwords; nothing was deleted'],
    ['set', 'INDEX', 'tokens for this index are made when they are asked for; nothing was stored'],
    ['del', 'INDEX', 'tokens for this index are made when they are asked for; nothing was deleted'],
  ])('%s %s refuses in one line', async (verb, service, says) => {
    await using desk = await takeDesk()
    const args = [verb, service.replace('INDEX', desk.index), 'me']
    const finished = await run(process.execPath, [keyring, ...args], { env: desk.env, input: 'canary\n' })
    expect(finished).toMatchObject({ code: 1, stdout: '' })
    expect(finished.stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(says)])
    expect(finished.stderr).not.toContain('canary')
  })

  it.each([
    ['a password', 'secret\n', 0],
    ['nothing', '', 1],
    ['one newline', '\n', 1],
  ])('set on the null backend with %s on standard input', async (_what, input, code) => {
    await using desk = await takeDesk()
    const env = { ...desk.env, PYTHON_KEYRING_BACKEND: nullBackend }
    expect(await run(process.execPath, [keyring, 'set', 's', 'u'], { env, input })).toMatchObject({
      code,
      stdout: '',
    })
  })
})

describe('CLOUD_KEYRING_LOG', () => {
  it('keeps how each call went, for its owner alone, and no secret', async () => {
    await using desk = await takeDesk()
    const log = join(desk.home.path, 'keyring.log')
    const env = { ...allowed(desk), CLOUD_KEYRING_LOG: log }
    const { stdout } = await desk.keyring(['get', desk.index.replace('//', '//aws:canary@'), 'aws'], env)
    await desk.writeConfig('[codeartifact name="repo"]\n[codeartifact name="other"]\n')
    await desk.keyring(['get', desk.index, 'aws'], { ...env, AWS_PROFILE: 'nobody' })
    const text = await readFile(log, 'utf8')
    expect(text).toContain(
      'provider codeartifact, index domain=my-domain account=111122223333 region=eu-west-1 name=repo',
    )
    expect(text).toMatch(/source profile \(\d\.\d+ s\): neither profile_name nor AWS_PROFILE is set/)
    expect(text).toMatch(/source environment \(\d\.\d+ s\): asked/)
    expect(text).toContain('outcome: answered')
    expect(text).toContain('section [codeartifact name="repo"], line 1: score 1')
    expect(text).toContain('section [codeartifact name="other"], line 2: name is repo, not other')
    expect(text).toMatch(/outcome: keyring: .*"nobody", which does not exist hint: /)
    for (const secret of [stdout.trim(), desk.cloud.aws.keys.allowed.secretAccessKey, 'canary'])
      expect(text).not.toContain(secret)
    expect((await stat(log)).mode & 0o777).toBe(0o600)
  })

  it('is not written through a link, and fails no call', async () => {
    await using desk = await takeDesk()
    const target = await desk.write('precious', 'untouched')
    const log = join(desk.home.path, 'keyring.log')
    await symlink(target, log)
    const finished = await desk.keyring(['get', desk.index, 'aws'], {
      ...allowed(desk),
      CLOUD_KEYRING_LOG: log,
    })
    expect(finished.code).toBe(0)
    expect(finished.stderr).toContain('CLOUD_KEYRING_LOG')
    expect(await readFile(target, 'utf8')).toBe('untouched')
  })
})

describe('CLOUD_KEYRING_LOG that is no file', () => {
  it('holds up no call', async () => {
    await using desk = await takeDesk()
    const pipe = join(desk.home.path, 'pipe')
    spawnSync('mkfifo', [pipe])
    const env = { ...allowed(desk), CLOUD_KEYRING_LOG: pipe, CLOUD_KEYRING_TIMEOUT: '5' }
    const finished = await desk.keyring(['get', desk.index, 'aws'], env)
    expect(finished.code).toBe(0)
    expect(finished.stderr).toContain('CLOUD_KEYRING_LOG')
  })
})

describe('the program itself', () => {
  it('takes a relative HOME for none', async () => {
    await using desk = await takeDesk()
    const { accessKeyId, secretAccessKey } = desk.cloud.aws.keys.allowed
    const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
    await desk.write('.aws/credentials', `[default]\n${keys}`)
    const finished = await desk.get({ HOME: '.' })
    expect(finished.stderr).toContain('there is no [default] profile')
  })

  it('reads nothing in the working directory', async () => {
    await using desk = await takeDesk()
    await writeFile(join(desk.home.path, 'keyringrc.cfg'), '[backend]\ndefault-keyring = nope\n')
    await writeFile(join(desk.home.path, '.env'), 'AWS_PROFILE=nobody\n')
    expect((await desk.get({ ...allowed(desk), XDG_CONFIG_HOME: '.' })).code).toBe(0)
  })

  it('loads neither TLS nor an SDK for a host that nobody claims', async () => {
    await using home = await temporaryHome()
    const report = join(home.path, 'loaded.json')
    const preload = fileURLToPath(new URL('../support/loaded-modules.cjs', import.meta.url))
    const args = ['--require', preload, keyring, 'get', 'https://pypi.example/simple/', 'me']
    await run(process.execPath, args, { env: { ...home.env, LOADED_MODULES: report } })
    const { files, builtins } = JSON.parse(await readFile(report, 'utf8'))
    const names = files.map((file: string) => file.replace(/^.*\/packages\/cli\//, '')).sort()
    expect(names).toEqual(['bin/keyring.cjs', 'dist/keyring.cjs'])
    for (const heavy of ['tls', 'https', 'http', 'net', 'crypto', 'child_process'])
      expect(builtins).not.toContain(heavy)
  })

  it('ends quietly when its reader has gone', async () => {
    await using desk = await takeDesk()
    const script = '"$0" "$1" --list-backends | true; "$0" "$1" get "$2" aws 2>"$3" | true; cat "$3"'
    const args = ['-c', script, process.execPath, keyring, desk.index, join(desk.home.path, 'errors')]
    const { stdout, stderr } = spawnSync('/bin/sh', args, {
      env: { ...desk.env, CLOUD_KEYRING_TIMEOUT: '5' },
    })
    expect(stderr.toString()).toBe('')
    expect(stdout.toString()).not.toContain('    at ')
  })

  it('says which Node.js it needs, under one that is too old', async () => {
    await using home = await temporaryHome()
    const old = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' })"
    const preload = join(home.path, 'old.cjs')
    await writeFile(preload, old)
    const finished = await run(process.execPath, ['--require', preload, keyring, 'get', 'a', 'b'], {
      env: home.env,
    })
    expect(finished).toMatchObject({ code: 1, stdout: '' })
    expect(finished.stderr).toMatch(
      /^keyring: cloud-keyring needs Node\.js 22\.21, 24\.5 or newer; this is 20\.20\.2 .*\n$/,
    )
  })
})
