import { describe, expect, it } from 'vitest'
import { configuredBackend } from '../../../packages/core/src/config/backend.ts'
import { KeyringError } from '../../../packages/core/src/errors.ts'

describe('the backend that keyringrc.cfg names', () => {
  it.each([
    ['', undefined],
    ['[codeartifact]\nprofile_name = x\n', undefined],
    ['[backend]\n', undefined],
    ['[backend]\nkeyring-path = /x\n', undefined],
    ['[backend]\ndefault-keyring=keyring.backends.null.Keyring', 'keyring.backends.null.Keyring'],
    ['[backend]\nDefault-Keyring :\n   a.B\n\n', 'a.B'],
    ['[backend]\ndefault-keyring = a.B ; not a comment', 'a.B ; not a comment'],
    ['[backend] ; c\n# c\ndefault-keyring = a.B', 'a.B'],
    ['[backend]\ndefault-keyring =', ''],
    ['[DEFAULT]\ndefault-keyring = a.B\n[backend]\n', 'a.B'],
    ['[DEFAULT]\ndefault-keyring = a.B\n[DEFAULT]\n[backend]\ndefault-keyring = c.D', 'c.D'],
    ['[DEFAULT]\ndefault-keyring = a.B', undefined],
    ['[Backend]\ndefault-keyring = a.B', undefined],
    ['[x]\ndefault-keyring = a.B\n[backend]', undefined],
  ])('%j', (text, name) => expect(configuredBackend(text)).toBe(name))

  it.each([
    ['[backend]\ndefault-keyring = a.B\n[codeartifact]\nbad\nk = 1\nk = 2\n[codeartifact]\n', 'a.B'],
    ['bad\n[codeartifact]\n', undefined],
  ])('in spite of mistakes that do not touch it: %j', (text, name) =>
    expect(configuredBackend(text)).toBe(name),
  )

  it.each([
    ['[backend]\ndefault-keyring\n', 2],
    ['[backend]\ndefault-keyring = a.B\ndefault-keyring = c.D\n', 3],
    ['[backend]\n[backend]\n', 2],
    ['[DEFAULT]\nbad\n[backend]\n', 2],
    ['[x]\n[backend\ndefault-keyring = a.B', 2],
    ['default-keyring = a.B\n', 1],
    ['\ufeff[backend]\ndefault-keyring = a.B\n', 1],
  ])('not in spite of those that do: %j', (text, line) => {
    try {
      configuredBackend(text)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(KeyringError)
      expect(error).toMatchObject({ code: 'bad-config', message: expect.stringContaining(`line ${line}:`) })
    }
  })
})
