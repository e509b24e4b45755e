import { describe, expect, it } from 'vitest'
import type { Cloud } from '../cloud/cloud.ts'
import { buildWheel } from '../cloud/packages.ts'
import type { PythonTools } from '../support/python.ts'
import {
  expectDone,
  expectInstalled,
  expectNoTokenLeft,
  expectOurLine,
  expectRefused,
  expectServed,
} from './expect.ts'
import { client } from './tools.ts'
import { takeWorkplace, type Workplace } from './workplace.ts'

const uv = await client('uv')
const ca = 'SSL_CERT_FILE'
const subprocess = { UV_KEYRING_PROVIDER: 'subprocess' }

/** Has uv install a project into a virtual environment of its own. Returns what uv said, and that Python. */
async function install({ bin, python }: PythonTools, place: Workplace, project = 'cloud-keyring-demo') {
  const env = { ...subprocess, UV_PYTHON: python, UV_DEFAULT_INDEX: place.indexAsAws }
  const venv = `${place.home}/venv`
  expectDone(await place.run(bin('uv'), ['venv', venv], env))
  const installing = ['pip', 'install', '--python', venv, project]
  return { finished: await place.run(bin('uv'), installing, env), python: `${venv}/bin/python` }
}

/** Writes a project that needs the demo package, from an index said in these lines. Returns its folder. */
async function writeProject(place: Workplace, indexLines: string): Promise<string> {
  const project = `[project]
name = "mine"
version = "1.0.0"
requires-python = ">=3.8"
dependencies = ["cloud-keyring-demo"]

[tool.uv]
keyring-provider = "subprocess"

[[tool.uv.index]]
name = "private"
${indexLines}
`
  await place.write('project/pyproject.toml', project)
  return `${place.home}/project`
}

const always = ({ index }: Workplace) => `url = "${index}"\nauthenticate = "always"`

describe('uv pip install', () => {
  it('asks once for the index, whose URL names aws', async (context) => {
    if (typeof uv === 'string') return context.skip(uv)
    await using place = await takeWorkplace({ ca })
    const { finished, python } = await install(uv, place)
    expectDone(finished)
    await expectInstalled(place, { python })
    await expectServed(place, [place.index])
    await expectNoTokenLeft(place, [finished])
  })
})

describe('uv lock and uv sync', () => {
  it.for([
    ['authenticate = "always"', always],
    ['aws@ in the URL', ({ indexAsAws }: Workplace) => `url = "${indexAsAws}"`],
  ] as const)('ask once each, with %s, and write no token', async ([, indexLines], context) => {
    if (typeof uv === 'string') return context.skip(uv)
    await using place = await takeWorkplace({ ca })
    const project = await writeProject(place, indexLines(place))
    const env = { UV_PYTHON: uv.python }
    const locked = await place.run(uv.bin('uv'), ['lock', '--directory', project], env)
    expectDone(locked)
    const synced = await place.run(uv.bin('uv'), ['sync', '--directory', project, '--locked'], env)
    expectDone(synced)
    await expectInstalled(place, { python: `${project}/.venv/bin/python` })
    await expectServed(place, [place.index, place.index])
    await expectNoTokenLeft(place, [locked, synced])
  })
})

describe('uv publish', () => {
  it('asks once for the upload URL, and what it uploads can be installed', async (context) => {
    if (typeof uv === 'string') return context.skip(uv)
    await using place = await takeWorkplace({ ca })
    const { filename, bytes } = buildWheel({ name: 'published' })
    const file = await place.write(`dist/${filename}`, bytes)
    const url = place.cloud.aws.domains.main.uploadUrl('repo')
    const publishing = ['publish', '--username', 'aws', '--publish-url', url, file]
    const published = await place.run(uv.bin('uv'), publishing, subprocess)
    expectDone(published)
    const { finished, python } = await install(uv, place, 'published')
    expectDone(finished)
    await expectInstalled(place, { python }, ['published'])
    await expectServed(place, [url, place.index], ['published'])
    await expectNoTokenLeft(place, [published, finished])
  })
})

describe('where the cloud refuses, uv shows our line and ends', () => {
  it.for([
    ['a user who may not', ({ aws }: Cloud) => aws.keys.denied, 'AWS denies'],
    ['a wrong secret', withWrongSecret, 'AWS does not accept the signature'],
    ['a key that nobody knows', withUnknownKey, 'AWS does not know the keys'],
  ] as const)('%s', async ([, key, message], context) => {
    if (typeof uv === 'string') return context.skip(uv)
    await using place = await takeWorkplace({ ca, key })
    const { finished } = await install(uv, place)
    expect(finished.code).toBe(1)
    expectOurLine(finished, place.index, message)
    await expectRefused(place, [place.index, place.cloud.aws.domains.main.host])
  })

  it('a user who may not, in a project with authenticate = "always"', async (context) => {
    if (typeof uv === 'string') return context.skip(uv)
    await using place = await takeWorkplace({ ca, key: ({ aws }) => aws.keys.denied })
    const project = await writeProject(place, always(place))
    const finished = await place.run(uv.bin('uv'), ['lock', '--directory', project], { UV_PYTHON: uv.python })
    expect(finished.code).toBe(2)
    expectOurLine(finished, place.index, 'AWS denies')
    await expectRefused(place, [place.index, place.cloud.aws.domains.main.host])
  })
})

function withWrongSecret({ aws }: Cloud) {
  return { ...aws.keys.allowed, secretAccessKey: 'wrong' }
}

function withUnknownKey({ aws }: Cloud) {
  return { ...aws.keys.allowed, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }
}
