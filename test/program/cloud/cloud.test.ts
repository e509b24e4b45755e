import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Cloud, startCloud } from '../../cloud/cloud.ts'
import type { Fault } from '../../cloud/faults.ts'
import { codeArtifactClient, get, refusalOf } from './support.ts'

let cloud: Cloud
let index: string
beforeAll(async () => {
  cloud = await startCloud()
  index = cloud.aws.domains.main.indexUrl('repo')
})
afterAll(() => cloud.close())
beforeEach(() => {
  cloud.journal.clear()
  cloud.faults.clear()
})

/** What the proxy says to these bytes. */
function say(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(cloud.proxyUrl).port), '127.0.0.1', () => socket.write(text))
    let heard = ''
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('end', () => resolve(heard)).on('error', reject)
  })
}

describe('the proxy', () => {
  it.each(['elsewhere.example:443', 'codeartifact.eu-west-1.amazonaws.com.evil.example:443'])(
    'refuses and records %s',
    async (target) => {
      expect(await say(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`)).toMatch(/^HTTP\/1.1 403 /)
      expect(cloud.journal.strays).toEqual([target])
      expect(cloud.journal.entries).toEqual([])
    },
  )

  it('refuses another port of a known host', async () => {
    const target = 'codeartifact.eu-west-1.amazonaws.com:8443'
    await say(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`)
    expect(cloud.journal.strays).toEqual([target])
  })

  it('refuses and records a plain request', async () => {
    const url = 'http://codeartifact.eu-west-1.amazonaws.com/'
    const heard = await say(`GET ${url} HTTP/1.1\r\nHost: codeartifact.eu-west-1.amazonaws.com\r\n\r\n`)
    expect(heard).toMatch(/^HTTP\/1.1 403 /)
    expect(cloud.journal.strays).toEqual([url])
  })

  it('demands credentials where told to, and can hang', async () => {
    await using own = await startCloud()
    const proxy = own.proxy.require('me', 'p@ss')
    await expect(get(own, index)).rejects.toThrow()
    expect((await get(own, index, { proxy })).status).toBe(401)
    expect(own.journal.tunnels.map(({ outcome }) => outcome)).toEqual(['challenged', 'opened'])
    own.proxy.hang()
    const hung = expect(get(own, index, { proxy })).rejects.toThrow()
    await expect.poll(() => own.journal.tunnels.at(-1)?.outcome).toBe('hung')
    await own.close()
    await hung
  })
})

describe('a fault', () => {
  const getToken = (maxAttempts = 1) => {
    const client = codeArtifactClient(cloud, cloud.aws.keys.allowed, { maxAttempts })
    return refusalOf(client.send(new GetAuthorizationTokenCommand({ domain: 'my-domain' })))
  }

  it.each<[Fault, RegExp]>([
    [{ kind: 'throttle' }, /^ThrottlingException 429: Rate exceeded/],
    [{ kind: 'fail', status: 503 }, /^InternalServerException 503/],
    [{ kind: 'fail', status: 500, body: 'oops' }, /^SyntaxError 500/],
    [{ kind: 'html', status: 403 }, /403/],
    [{ kind: 'html' }, /is not valid JSON/],
    [{ kind: 'truncate' }, /JSON/],
    [{ kind: 'reset' }, /ECONNRESET|socket hang up/],
  ])('%o', async (fault, outcome) => {
    cloud.faults.add('codeartifact', fault)
    expect(await getToken()).toMatch(outcome)
    expect(cloud.journal.of('codeartifact')[0]).toMatchObject({
      fault: fault.kind,
      operation: 'GetAuthorizationToken',
    })
  })

  it('ends after the times it was laid for', async () => {
    cloud.faults.add('codeartifact', { kind: 'throttle', times: 1 })
    expect(await getToken(2)).toBe('none')
    expect(cloud.journal.of('codeartifact').map(({ status }) => status)).toEqual([429, 200])
  })

  it('of slowness goes together with another', async () => {
    cloud.faults.add('index', { kind: 'slow', ms: 60 })
    cloud.faults.add('index', { kind: 'fail', status: 500, times: 1 })
    const started = performance.now()
    expect((await get(cloud, index)).status).toBe(500)
    expect((await get(cloud, index)).status).toBe(401)
    expect(performance.now() - started).toBeGreaterThan(115)
  })

  it('of silence lasts until the cloud closes', async () => {
    const own = await startCloud()
    own.faults.add('index', { kind: 'hang' })
    const hung = expect(get(own, index)).rejects.toThrow()
    await expect.poll(() => own.journal.of('index')).toMatchObject([{ fault: 'hang' }])
    await own.close()
    await hung
  })
})

describe('a cloud', () => {
  it('gives the environment that leads to it', () => {
    expect(cloud.env()).toEqual({
      HTTPS_PROXY: cloud.proxyUrl,
      HTTP_PROXY: cloud.proxyUrl,
      NO_PROXY: '127.0.0.1,localhost',
      SSL_CERT_FILE: cloud.caFile,
    })
    expect(cloud.env({ ca: ['PIP_CERT'], proxy: 'http://me@127.0.0.1:1' })).toMatchObject({
      PIP_CERT: cloud.caFile,
      HTTPS_PROXY: 'http://me@127.0.0.1:1',
    })
    expect(cloud.env({ ca: [] })).not.toHaveProperty('SSL_CERT_FILE')
  })

  it('is trusted through its own authority only', async () => {
    await using other = await startCloud()
    const misled = { ...cloud, ca: other.ca }
    await expect(get(misled, index)).rejects.toThrow(/signature|certificate/)
  })

  it('leaves nothing behind', async () => {
    const own = await startCloud()
    await get(own, index)
    const started = performance.now()
    await own.close()
    expect(performance.now() - started).toBeLessThan(500)
    expect(existsSync(own.folder)).toBe(false)
    await expect(get(own, index)).rejects.toThrow(/ECONNREFUSED/)
  })
})
