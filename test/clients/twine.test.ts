import { expect, it } from 'vitest'
import { buildWheel } from '../cloud/packages.ts'
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

const twine = await client('twine')
const ca = 'REQUESTS_CA_BUNDLE'

// As the README has it, but for what a person need not say.
const uploading = `
TWINE_USERNAME=aws TWINE_PASSWORD="$(keyring get "$URL" aws)" "$TWINE" upload --repository-url "$URL" dist/*
`

async function upload(place: Workplace, program: string) {
  const { filename, bytes } = buildWheel({ name: 'published' })
  await place.write(`dist/${filename}`, bytes)
  const url = place.cloud.aws.domains.main.uploadUrl('repo')
  return { url, finished: await place.run('sh', ['-c', uploading], { URL: url, TWINE: program }) }
}

it("twine uploads with keyring's answer as its password, and pip installs that", async (context) => {
  if (typeof twine === 'string') return context.skip(twine)
  await using place = await takeWorkplace({ ca })
  const { url, finished } = await upload(place, twine.bin('twine'))
  expectDone(finished)
  const target = `${place.home}/target`
  // twine has brought Python's keyring: its library, and a script in pip's own folder. pip must pass both by.
  const installed = await place.run(twine.bin('pip'), ['install', '--target', target, 'published'], {
    PIP_KEYRING_PROVIDER: 'subprocess',
    PIP_INDEX_URL: place.indexAsAws,
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  })
  expectDone(installed)
  await expectInstalled(place, { python: twine.python, target }, ['published'])
  await expectServed(place, [url, place.index], ['published'])
  await expectNoTokenLeft(place, [finished, installed])
})

it('twine is refused where the cloud refuses a password, after our line', async (context) => {
  if (typeof twine === 'string') return context.skip(twine)
  await using place = await takeWorkplace({ ca, key: ({ aws }) => aws.keys.denied })
  const { url, finished } = await upload(place, twine.bin('twine'))
  expect(finished.code).toBe(1)
  expectOurLine(finished, url, 'AWS denies')
  await expectRefused(place, [url])
})
