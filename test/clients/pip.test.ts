import { describe, expect, it } from 'vitest'
import type { Cloud } from '../cloud/cloud.ts'
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

const pips = { '26.3': await client('pip'), '26.1.2': await client('olderPip') }
const ca = 'REQUESTS_CA_BUNDLE'
const subprocess = { PIP_KEYRING_PROVIDER: 'subprocess' }
// With an empty cache pip also asks the index for a newer pip, in a session of its own: one more call.
const quiet = { PIP_DISABLE_PIP_VERSION_CHECK: '1' }

const withoutUser = ({ index }: Workplace) => index
const withUser = ({ indexAsAws }: Workplace) => indexAsAws
const denied = ({ aws }: Cloud) => aws.keys.denied
const target = ({ home }: Workplace) => `${home}/target`
const installing = (place: Workplace) => ['install', '--target', target(place), 'cloud-keyring-demo']

describe('pip install asks once', () => {
  it.for([
    ['26.3', 'without a user name', withoutUser],
    ['26.3', 'with aws@ in the URL', withUser],
    ['26.1.2', 'with aws@ in the URL', withUser],
  ] as const)('%s, %s', async ([version, , url], context) => {
    const pip = pips[version]
    if (typeof pip === 'string') return context.skip(pip)
    await using place = await takeWorkplace({ ca })
    const env = { ...subprocess, ...quiet, PIP_INDEX_URL: url(place) }
    const finished = await place.run(pip.bin('pip'), installing(place), env)
    expectDone(finished)
    await expectInstalled(place, { python: pip.python, target: target(place) })
    await expectServed(place, [place.index])
    await expectNoTokenLeft(place, [finished])
  })

  it('26.3, told by pip.conf alone', async (context) => {
    const pip = pips['26.3']
    if (typeof pip === 'string') return context.skip(pip)
    await using place = await takeWorkplace({ ca })
    const conf = `[global]\nkeyring-provider = subprocess\nindex-url = ${place.indexAsAws}\n`
    await place.write('.pip/pip.conf', conf)
    const finished = await place.run(pip.bin('pip'), installing(place), quiet)
    expectDone(finished)
    await expectInstalled(place, { python: pip.python, target: target(place) })
    await expectServed(place, [place.index])
  })
})

describe('where the cloud refuses, pip ends without a prompt that hangs', () => {
  it('26.1.2 shows our line', async (context) => {
    const pip = pips['26.1.2']
    if (typeof pip === 'string') return context.skip(pip)
    await using place = await takeWorkplace({ ca, key: denied })
    const env = { ...subprocess, ...quiet, PIP_INDEX_URL: place.indexAsAws }
    const finished = await place.run(pip.bin('pip'), ['--no-input', ...installing(place)], env)
    expect(finished.code).toBe(1)
    expectOurLine(finished, place.index, 'AWS denies')
    await expectRefused(place, [place.index, place.cloud.aws.domains.main.host])
  })

  it.for([
    ['told to ask nobody', ['--no-input'], 1],
    ['with nobody to answer its prompt', [], 2],
  ] as const)('26.3, %s, throws our line away, and CLOUD_KEYRING_LOG has it', async (row, context) => {
    const [, options, code] = row
    const pip = pips['26.3']
    if (typeof pip === 'string') return context.skip(pip)
    await using place = await takeWorkplace({ ca, key: denied })
    const env = { ...subprocess, ...quiet, PIP_INDEX_URL: place.index }
    const finished = await place.run(pip.bin('pip'), [...options, ...installing(place)], env)
    expect(finished.code, finished.stderr).toBe(code)
    expect(finished.stdout + finished.stderr).not.toContain('keyring: ')
    await expectRefused(place, [place.index, place.cloud.aws.domains.main.host])
    const [call] = await place.calls()
    expect(call?.outcome).toContain('AWS denies')
  })
})
