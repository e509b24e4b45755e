import { describe, it } from 'vitest'
import { expectDone, expectInstalled, expectNoTokenLeft, expectServed } from './expect.ts'
import { client } from './tools.ts'
import { takeWorkplace, type Workplace } from './workplace.ts'

const pdm = await client('pdm')

/** Writes a project that needs the demo package, with an empty virtual environment. Returns its folder. */
async function writeProject(place: Workplace, url: string, python: string): Promise<string> {
  // A source of this name takes PyPI's place.
  const project = `[project]
name = "mine"
version = "1.0.0"
requires-python = ">=3.9"
dependencies = ["cloud-keyring-demo"]

[tool.pdm]
distribution = false

[[tool.pdm.source]]
name = "pypi"
url = "${url}"
`
  await place.write('project/pyproject.toml', project)
  const folder = `${place.home}/project`
  expectDone(await place.run(python, ['-m', 'venv', '--without-pip', `${folder}/.venv`]))
  return folder
}

describe('pdm install asks once and writes no token', () => {
  it.for([
    ['without a user name', ({ index }: Workplace) => index],
    ['with aws@ in the URL', ({ indexAsAws }: Workplace) => indexAsAws],
  ] as const)('%s', async ([, url], context) => {
    if (typeof pdm === 'string') return context.skip(pdm)
    await using place = await takeWorkplace({ ca: 'SSL_CERT_FILE' })
    const project = await writeProject(place, url(place), pdm.python)
    const env = { PDM_CHECK_UPDATE: '0' }
    const finished = await place.run(pdm.bin('pdm'), ['install', '--project', project], env)
    expectDone(finished)
    await expectInstalled(place, { python: `${project}/.venv/bin/python` })
    await expectServed(place, [place.index])
    await expectNoTokenLeft(place, [finished])
  })
})
