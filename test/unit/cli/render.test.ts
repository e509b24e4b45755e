import { KeyringError, Secret } from '@cloud-keyring/core'
import { describe, expect, it } from 'vitest'
import { renderAnswer, renderFailure } from '../../../packages/cli/src/render.ts'

describe('an answer', () => {
  const secret = new Secret('ü€ "\\\u{1f511}\u007f')

  it('is a line each, or JSON as Python writes it', () => {
    expect(renderAnswer({ username: 'aws', secret: new Secret('t') }, 'plain')).toBe('aws\nt\n')
    expect(renderAnswer({ secret: new Secret('t') }, 'plain')).toBe('t\n')
    expect(renderAnswer({ username: 'aws', secret: new Secret('t') }, 'json')).toBe(
      '{"username": "aws", "password": "t"}\n',
    )
  })

  it('is ASCII in JSON, byte for byte that of json.dumps', () => {
    expect(renderAnswer({ secret }, 'json')).toBe(
      '{"password": "\\u00fc\\u20ac \\"\\\\\\ud83d\\udd11\\u007f"}\n',
    )
  })
})

describe('a failure', () => {
  it('is one line that names the index, and one hint', () => {
    const error = new KeyringError('denied', 'no\nentry', { hint: 'ask\nsomebody' })
    expect(renderFailure(error, 'https://a:b@h.example/i/?c')).toBe(
      'keyring: https://h.example/i/: no entry\nhint: ask somebody\n',
    )
  })

  it('that nobody foresaw shows its kind and not its text, which may hold a secret', () => {
    const shown = renderFailure(new TypeError('canary'), 'https://h.example/')
    expect(shown).toContain('unexpected TypeError')
    expect(shown).not.toContain('canary')
  })
})
