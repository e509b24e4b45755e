import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { keyEnvironment } from '../cloud/aws/identities.ts'
import { type Desk, passwordIn, takeDesk } from './desk.ts'

const allowed = (desk: Desk) => keyEnvironment(desk.cloud.aws.keys.allowed)

describe('the authorities that are trusted', () => {
  it.each(['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'AWS_CA_BUNDLE'])(
    '%s names more of them',
    async (variable) => {
      await using desk = await takeDesk()
      passwordIn(await desk.get({ ...allowed(desk), SSL_CERT_FILE: '', [variable]: desk.cloud.caFile }))
    },
  )

  it('verify in keyringrc.cfg names more of them, quoted or not', async () => {
    await using desk = await takeDesk()
    for (const value of [desk.cloud.caFile, `"${desk.cloud.caFile}"`]) {
      await desk.writeConfig(`[codeartifact]\nverify = ${value}\n`)
      passwordIn(await desk.get({ ...allowed(desk), SSL_CERT_FILE: '' }))
    }
  })

  it.each(['true', 'Yes', '1', ''])('verify = %s says nothing new', async (value) => {
    await using desk = await takeDesk()
    await desk.writeConfig(`[codeartifact]\nverify = ${value}\n`)
    passwordIn(await desk.get(allowed(desk)))
  })

  it('ca_bundle of the profile names more of them', async () => {
    await using desk = await takeDesk()
    const { accessKeyId, secretAccessKey } = desk.cloud.aws.keys.allowed
    const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
    await desk.write('.aws/config', `[profile mine]\nca_bundle = ${desk.cloud.caFile}\n${keys}`)
    passwordIn(await desk.get({ AWS_PROFILE: 'mine', SSL_CERT_FILE: '' }))
  })

  it('a variable that names no file is told with the failure', async () => {
    await using desk = await takeDesk()
    const { stderr } = await desk.get({ ...allowed(desk), SSL_CERT_FILE: '/nowhere.pem' })
    expect(stderr).toMatch(
      /cannot be reached.*\nhint: .*SSL_CERT_FILE names a CA bundle that cannot be read: \/nowhere\.pem\n$/,
    )
  })

  it('a variable that names no file is passed over, and the log says so', async () => {
    await using desk = await takeDesk()
    const log = `${desk.home.path}/log`
    const env = { ...allowed(desk), REQUESTS_CA_BUNDLE: '/nowhere.pem', CLOUD_KEYRING_LOG: log }
    passwordIn(await desk.get(env))
    expect(await readFile(log, 'utf8')).toContain(
      'REQUESTS_CA_BUNDLE names a CA bundle that cannot be read: /nowhere.pem',
    )
  })
})

describe('TLS verification', () => {
  it('cannot be switched off by NODE_TLS_REJECT_UNAUTHORIZED', async () => {
    await using desk = await takeDesk()
    const env = { ...allowed(desk), SSL_CERT_FILE: '', NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    expect(await desk.get(env)).toMatchObject({ code: 1, stdout: '' })
    expect(desk.cloud.journal.of('codeartifact')).toEqual([])
  })
})

describe('the proxy', () => {
  it('is followed by the clients inside the SDK: STS, SSO, OIDC and sign-in (see sources.test.ts), and never by the container endpoint and the metadata service', async () => {
    await using desk = await takeDesk()
    const { container, instance } = desk.cloud.aws
    const env = { NO_PROXY: '', AWS_EC2_METADATA_DISABLED: 'false' }
    passwordIn(await desk.get({ ...env, ...container.env() }))
    passwordIn(await desk.get({ ...env, ...instance.env() }))
    expect(desk.cloud.journal.strays).toEqual([])
  })

  it('may want a password, which is never shown', async () => {
    await using desk = await takeDesk()
    const withPassword = desk.cloud.proxy.require('me', 'canary')
    passwordIn(await desk.get({ ...allowed(desk), HTTPS_PROXY: withPassword }))
    const log = `${desk.home.path}/log`
    const wrong = { HTTPS_PROXY: withPassword.replace('canary', 'wrong-canary'), CLOUD_KEYRING_LOG: log }
    const refused = await desk.get({ ...allowed(desk), ...wrong })
    expect(refused.stderr).toMatch(/cannot be reached.*407/)
    expect(refused.stderr + (await readFile(log, 'utf8'))).not.toContain('canary')
  })

  it.each(['https_proxy', 'ALL_PROXY', 'all_proxy'])('is named by %s, too', async (variable) => {
    await using desk = await takeDesk()
    passwordIn(await desk.get({ ...allowed(desk), HTTPS_PROXY: '', [variable]: desk.cloud.proxyUrl }))
  })

  it('may be written without http://', async () => {
    await using desk = await takeDesk()
    passwordIn(await desk.get({ ...allowed(desk), HTTPS_PROXY: desk.cloud.proxyUrl.replace('http://', '') }))
  })

  it.each([
    '.amazonaws.com',
    'amazonaws.com',
    'elsewhere.example, codeartifact.eu-west-1.amazonaws.com',
    '*',
  ])('is not asked for a host that NO_PROXY=%s names', async (exempt) => {
    await using desk = await takeDesk()
    const env = { ...allowed(desk), NO_PROXY: exempt, CLOUD_KEYRING_TIMEOUT: '5' }
    expect((await desk.get(env)).code).toBe(1)
    expect(desk.cloud.journal.tunnels).toEqual([])
  })

  it('is asked for a host that NO_PROXY only resembles', async () => {
    await using desk = await takeDesk()
    passwordIn(await desk.get({ ...allowed(desk), NO_PROXY: 'naws.com,eu-west-1' }))
  })

  it('that speaks SOCKS is passed over in ALL_PROXY', async () => {
    await using desk = await takeDesk()
    const env = { ...allowed(desk), ALL_PROXY: 'socks5://127.0.0.1:1', all_proxy: desk.cloud.proxyUrl }
    passwordIn(await desk.get({ ...env, HTTPS_PROXY: '' }))
  })
})

describe('where requests go', () => {
  it('a host outside this cloud would be noticed', async () => {
    await using desk = await takeDesk()
    const endpoint = { AWS_ENDPOINT_URL_CODEARTIFACT: 'https://elsewhere.example' }
    expect((await desk.get({ ...allowed(desk), ...endpoint })).code).toBe(1)
    expect(new Set(desk.cloud.journal.strays)).toEqual(new Set(['elsewhere.example:443']))
  })

  it('AWS_ENDPOINT_URL_CODEARTIFACT may name a plain endpoint on this machine, and can be switched off', async () => {
    await using desk = await takeDesk()
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({ authorizationToken: 'from-the-endpoint', expiration: Date.now() / 1000 + 900 }),
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const env = { ...allowed(desk), AWS_ENDPOINT_URL_CODEARTIFACT: `http://127.0.0.1:${port}` }
      expect(passwordIn(await desk.get(env))).toBe('from-the-endpoint')
      expect(asked).toEqual([
        'POST /v1/authorization-token?domain=my-domain&domain-owner=111122223333&duration=3600',
      ])
      const real = passwordIn(await desk.get({ ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }))
      expect(desk.cloud.aws.tokens.find(real)).toBeDefined()
    } finally {
      server.close()
    }
  })

  it('a FIPS host asks the FIPS API', async () => {
    await using desk = await takeDesk()
    const host = desk.cloud.aws.domains.main.host.replace('codeartifact', 'codeartifact-fips')
    passwordIn(await desk.keyring(['--mode=creds', '--output=json', 'get', host], allowed(desk)))
    expect(desk.cloud.journal.of('codeartifact')[0]?.host).toBe('codeartifact-fips.eu-west-1.amazonaws.com')
  })
})
