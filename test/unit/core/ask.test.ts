import {
  getCredential,
  type Machine,
  newExplanation,
  type Provider,
  Secret,
  type Source,
} from '@cloud-keyring/core'
import { describe, expect, it } from 'vitest'

const machine: Machine = {
  env: {},
  home: '/nonexistent',
  platform: 'linux',
  now: () => new Date(0),
  kill: () => {},
  ending: new AbortController().signal,
}
const answer = { username: 'u', secret: new Secret('token') }

function source(name: string, mint: Source['mint']): Source {
  return { name, inputs: () => [], mint }
}

function providerOf(...sources: Source[]): Provider {
  return {
    name: 'sample',
    hosts: ['*.index.example'],
    options: [],
    qualifiers: ['team'],
    replaces: [],
    signIn: 'run sample login',
    claim: () => ({ index: {}, token: [], intent: 'read' }),
    sources: () => sources,
  }
}

const ask = (provider: Provider, env: Record<string, string> = {}, explanation = newExplanation()) =>
  getCredential('https://a.index.example/simple/', {
    providers: [provider],
    machine: { ...machine, env },
    explanation,
  })

describe('the loop over sources', () => {
  it('returns the first answer and asks no further', async () => {
    const explanation = newExplanation()
    const provider = providerOf(
      source('first', async () => ({ skip: 'nothing set' })),
      source('second', async () => answer),
      source('third', () => Promise.reject(new Error('must not be asked'))),
    )
    expect(await ask(provider, {}, explanation)).toBe(answer)
    expect(explanation.attempts).toMatchObject([
      { source: 'first', skipped: 'nothing set' },
      { source: 'second' },
    ])
  })

  it('stops at a source that fails: no other identity is asked', async () => {
    const failing = providerOf(
      source('named', () => Promise.reject(new Error('broken'))),
      source('ambient', async () => answer),
    )
    await expect(ask(failing)).rejects.toThrow('broken')
  })

  it('lists every source and why it had nothing, where none had', async () => {
    const empty = providerOf(
      source('a', async () => ({ skip: 'x is unset' })),
      source('b', async () => ({ skip: 'no y' })),
    )
    await expect(ask(empty)).rejects.toMatchObject({
      code: 'not-signed-in',
      message: 'nothing to sign in with (a: x is unset; b: no y)',
      hint: 'run sample login',
    })
  })

  it('ends at the deadline, also where a source ignores the signal', async () => {
    const stuck = providerOf(
      source('stuck', () => new Promise(() => {})),
      source('next', async () => answer),
    )
    await expect(ask(stuck, { CLOUD_KEYRING_TIMEOUT: '0.05' })).rejects.toMatchObject({ code: 'timed-out' })
  })

  it.each(['0', '-1', 'soon', '1e3', ' '])('refuses CLOUD_KEYRING_TIMEOUT=%j', async (seconds) => {
    const provider = providerOf(source('a', async () => answer))
    await expect(ask(provider, { CLOUD_KEYRING_TIMEOUT: seconds })).rejects.toMatchObject({
      code: 'bad-config',
    })
  })

  it('leaves a service that nobody claims to the store', async () => {
    const explanation = newExplanation()
    const provider = providerOf(source('a', () => Promise.reject(new Error('must not be asked'))))
    const search = { providers: [provider], machine, explanation }
    for (const service of [
      'https://elsewhere.example/',
      'https://index.example/',
      'https://x.a.index.example/',
      'name',
    ]) {
      expect(await getCredential(service, search)).toBeUndefined()
    }
  })
})
