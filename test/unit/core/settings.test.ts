import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { getCredential, newExplanation, type Provider, Secret } from '@cloud-keyring/core'
import { describe, expect, it } from 'vitest'
import { temporaryHome } from '../../support/run.ts'

/** A provider that answers with the options that reached it. */
const echo: Provider = {
  name: 'sample',
  hosts: ['*.index.example'],
  options: [
    { name: 'account', about: 'who asks' },
    {
      name: 'seconds',
      about: 'how long',
      check: (value) => (/^\d+$/.test(value) ? undefined : 'is no number'),
    },
  ],
  qualifiers: ['team'],
  replaces: [],
  signIn: 'run sample login',
  claim: () => ({ index: { team: 'a' }, token: [], intent: 'read' }),
  sources: () =>
    ['one', 'two'].map((name) => ({
      name,
      inputs: () => [],
      mint: async (_claim, { options }) => ({ username: name, secret: new Secret(JSON.stringify(options)) }),
    })),
}

async function optionsFrom(text: string) {
  await using home = await temporaryHome()
  const path = join(home.path, '.config/python_keyring/keyringrc.cfg')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  const machine = {
    env: {},
    home: home.path,
    platform: 'linux',
    now: () => new Date(0),
    kill: () => {},
    ending: new AbortController().signal,
  } as const
  const search = { providers: [echo], machine, explanation: newExplanation() }
  const answer = await getCredential('https://a.index.example/', search)
  return { source: answer?.username, options: JSON.parse(answer?.secret.reveal() ?? '{}') }
}

describe('what keyringrc.cfg says for an index', () => {
  it('is the defaults under the section that matches', async () => {
    const text =
      '[sample]\naccount = a\nseconds = 1\n[sample team="a"]\naccount = b\n[sample team="c"]\naccount = c\n'
    expect((await optionsFrom(text)).options).toEqual({ account: 'b', seconds: '1' })
  })

  it('selects and orders the sources', async () => {
    expect((await optionsFrom('[sample]\nsources = two, one\n')).source).toBe('two')
    expect((await optionsFrom('[sample]\naccount = a\n')).source).toBe('one')
  })

  it.each([
    ['an unknown option', '[sample]\n\ncolour = red\n', /line 3: there is no option colour$/],
    ['a value that cannot be', '[sample]\nseconds = soon\n', /line 2: seconds is no number$/],
    ['an unknown source', '[sample]\nsources = one, three\n', /line 2: there is no source three$/],
    ['no source at all', '[sample]\nsources = ,\n', /line 2: sources names none$/],
    ['a bad line', '[sample]\nnonsense\n', /line 2: /],
    ['an option twice', '[sample]\naccount = a\naccount = b\n', /line 3: account is set already, in line 2$/],
    ['an unknown qualifier', '[sample tem="a"]\naccount = a\n', /line 1: tem is not a qualifier/],
    ['no section', 'account = a\n', /line 1: this stands before any/],
  ])('%s is bad-config with file and line', async (_what, text, message) => {
    await expect(optionsFrom(text)).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringMatching(message),
    })
    await expect(optionsFrom(text)).rejects.toThrow('/.config/python_keyring/keyringrc.cfg, line')
  })

  it('is not spoilt by mistakes in the sections of others', async () => {
    const text = '[other]\nnonsense\n[other]\n[sample]\naccount = a\n[sample team="z"]\ncolour = red\n'
    expect((await optionsFrom(text)).options).toEqual({ account: 'a' })
  })
})
