import { createHash } from 'node:crypto'
import { request } from 'node:https'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { everything } from '../../cloud/aws/identities.ts'
import { type Cloud, startCloud } from '../../cloud/cloud.ts'
import { buildWheel, demoDependencies } from '../../cloud/packages.ts'
import { agentFor, get } from './support.ts'

let cloud: Cloud
let index: string
let auth: string
beforeAll(async () => {
  cloud = await startCloud()
  index = cloud.aws.domains.main.indexUrl('repo')
  auth = tokenFor()
})
afterAll(() => cloud.close())
beforeEach(() => cloud.journal.clear())

function tokenFor(domain = cloud.aws.domains.main, key = cloud.aws.keys.allowed, seconds = 900): string {
  return `aws:${cloud.aws.tokens.issue(domain, key, Date.now() + seconds * 1000).token}`
}

describe('reading', () => {
  it('takes user aws and a token', async () => {
    const page = await get(cloud, `${index}cloud-keyring-demo/`, { auth })
    expect(page.status).toBe(200)
    const [, href = '', sha256] = /href="([^#"]+)#sha256=([0-9a-f]{64})"/.exec(page.body) ?? []
    const file = await get(cloud, new URL(href, `${index}cloud-keyring-demo/`).href, { auth })
    expect(file.status).toBe(200)
    const [wheel] = cloud.aws.domains.main.repositories.get('repo')?.files('cloud-keyring-demo') ?? []
    expect(wheel?.sha256).toBe(sha256)
    expect(cloud.journal.entries).toMatchObject([
      { service: 'index', operation: 'GetProject', identity: cloud.aws.keys.allowed.accessKeyId },
      { service: 'index', operation: 'GetFile', status: 200 },
    ])
  })

  it('is also possible over dual stack and through a VPC endpoint', async () => {
    const { main, hard } = cloud.aws.domains
    const dual = index.replace(main.host, main.dualStackHost)
    expect((await get(cloud, dual, { auth })).body).toContain('cloud-keyring-demo-five')
    expect((await get(cloud, main.endpointIndexUrl('other'), { auth })).status).toBe(200)
    expect((await get(cloud, hard.endpointIndexUrl('repo'), { auth: tokenFor(hard) })).status).toBe(200)
  })

  it.each<[string, () => string | undefined]>([
    ['no credential', () => undefined],
    ['another user', () => auth.replace('aws:', 'me:')],
    ['another text', () => 'aws:token'],
    ['an expired token', () => tokenFor(undefined, undefined, 0)],
    ["another domain's token", () => tokenFor(cloud.aws.domains.hard)],
    ["another owner's token", () => tokenFor(cloud.aws.domains.namesake)],
    ["another Region's token", () => tokenFor(cloud.aws.domains.american)],
  ])('is refused with %s', async (_what, credential) => {
    const given = credential()
    const reply = await get(cloud, index, given === undefined ? {} : { auth: given })
    expect(reply.status).toBe(401)
    expect(reply.headers['www-authenticate']).toBe('Basic realm="my-domain"')
    expect(cloud.journal.refused).toHaveLength(1)
  })

  it('is refused where the identity may not', async () => {
    const may = everything.filter((action) => action !== 'codeartifact:ReadFromRepository')
    const key = cloud.aws.identities.addUser('publisher', { may })
    expect((await get(cloud, index, { auth: tokenFor(undefined, key) })).status).toBe(403)
  })

  it.each(['nothing/', 'cloud-keyring-demo/9.9/nothing.whl'])('does not find %s', async (path) => {
    expect((await get(cloud, index + path, { auth })).status).toBe(404)
  })

  it('is sent on to the address that ends in a slash', async () => {
    const reply = await get(cloud, `${index}cloud-keyring-demo`, { auth })
    expect(reply.status).toBe(301)
    expect(reply.headers.location).toBe('/pypi/repo/simple/cloud-keyring-demo/')
  })

  it('does not find a repository that is not there', async () => {
    expect((await get(cloud, index.replace('/repo/', '/absent/'), { auth })).status).toBe(404)
  })
})

describe('a wheel', () => {
  it('is the same each time, and its record is right', () => {
    const wheel = buildWheel({ name: 'cloud-keyring-demo', requires: demoDependencies })
    expect(buildWheel({ name: 'cloud-keyring-demo', requires: demoDependencies }).sha256).toBe(wheel.sha256)
    const files = unzipSync(wheel.bytes)
    const record = Buffer.from(files['cloud_keyring_demo-1.0.0.dist-info/RECORD'] ?? []).toString()
    const rows = record
      .trim()
      .split('\n')
      .map((row) => row.split(','))
    expect(rows.map(([path]) => path).sort()).toEqual(Object.keys(files).sort())
    for (const [path = '', hash] of rows.filter(([, recorded]) => recorded)) {
      const bytes = files[path] ?? new Uint8Array()
      expect(`sha256=${createHash('sha256').update(bytes).digest('base64url')}`).toBe(hash)
    }
  })
})

describe('an upload', () => {
  async function upload(fields: Record<string, string>, bytes: Uint8Array<ArrayBuffer>, credential = auth) {
    const form = new FormData()
    for (const [name, value] of Object.entries({ ':action': 'file_upload', ...fields })) form.set(name, value)
    form.set('content', new Blob([bytes]), 'mine-2.0.0-py3-none-any.whl')
    const encoded = new Response(form)
    const body = Buffer.from(await encoded.arrayBuffer())
    const headers = { 'content-type': encoded.headers.get('content-type') ?? '' }
    const url = cloud.aws.domains.main.uploadUrl('other')
    return new Promise<number>((resolve, reject) => {
      const options = { method: 'POST', agent: agentFor(cloud), auth: credential, headers }
      const sent = request(url, options, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0))
      })
      sent.on('error', reject).end(body)
    })
  }
  const wheel = buildWheel({ name: 'mine', version: '2.0.0' })
  const bytes = Uint8Array.from(wheel.bytes)
  const fields = { name: 'mine', version: '2.0.0', sha256_digest: wheel.sha256 }

  it('is then served, once and by that repository only', async () => {
    const other = cloud.aws.domains.main.indexUrl('other')
    expect(await upload({ ...fields, sha256_digest: '00' }, bytes)).toBe(400)
    expect(await upload(fields, bytes, 'aws:wrong')).toBe(401)
    expect(await upload(fields, bytes)).toBe(200)
    expect(await upload(fields, bytes)).toBe(409)
    expect((await get(cloud, `${other}mine/`, { auth })).body).toContain(wheel.sha256)
    expect((await get(cloud, `${index}mine/`, { auth })).status).toBe(404)
    expect(cloud.journal.of('index', 'Upload').map(({ status }) => status)).toEqual([400, 401, 200, 409])
  })
})
