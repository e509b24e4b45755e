import { format, inspect } from 'node:util'
import { KeyringError, oneLine, Secret } from '@cloud-keyring/core'
import { describe, expect, it } from 'vitest'

describe('a secret', () => {
  const secret = new Secret('canary')
  it.each([
    ['a template', () => `${secret}`],
    ['a concatenation', () => `x${String(secret)}`],
    ['JSON', () => JSON.stringify({ secret, deep: [secret] })],
    ['inspect', () => inspect({ secret }, { showHidden: true, depth: 9 })],
    ['format', () => format('%s %o %j', secret, secret, secret)],
    ['its own keys', () => JSON.stringify(Object.entries(secret))],
    ['an error', () => new KeyringError('denied', `no ${secret}`, { cause: secret }).stack ?? ''],
  ])('does not show in %s', (_where, shown) => {
    expect(shown()).not.toContain('canary')
  })

  it('shows when asked', () => {
    expect(secret.reveal()).toBe('canary')
  })
})

describe('a line for people', () => {
  it.each([
    ['a\nb\r\n\tc', 'a b c'],
    ['\u001b[31mred\u001b[0m', '?[31mred?[0m'],
    ['left\u202eright', 'left?right'],
    ['x'.repeat(12), 'xxxxxxxxxx…'],
  ])('%j', (text, line) => {
    expect(oneLine(text, 10)).toBe(line.length > 11 ? `${line.slice(0, 10)}…` : line)
  })
})
