import { parseService, serviceLabel, type UrlService } from '@cloud-keyring/core'
import { describe, expect, it } from 'vitest'

const url = (text: string) => parseService(text) as UrlService

describe('what clients pass as SERVICE', () => {
  it.each([
    ['an index URL', 'https://h.example/pypi/repo/simple/', 'h.example', '', '/pypi/repo/simple/', false],
    [
      'without the last slash (uv)',
      'https://h.example/pypi/repo/simple',
      'h.example',
      '',
      '/pypi/repo/simple',
      false,
    ],
    ['with user info (PDM)', 'https://aws:x@h.example/simple/', 'h.example', '', '/simple/', false],
    ['with a query (uv publish)', 'https://h.example/pypi/repo/?a=b', 'h.example', '', '/pypi/repo/', false],
    [
      'a file',
      'https://h.example/a/b-1.0-py3-none-any.whl#sha256=0',
      'h.example',
      '',
      '/a/b-1.0-py3-none-any.whl',
      false,
    ],
    ['in capitals', 'HTTPS://H.Example/A/', 'h.example', '', '/A/', false],
    ['its own port', 'https://h.example:443/a', 'h.example', '', '/a', false],
    ['an odd port', 'https://h.example:8443/a', 'h.example', '8443', '/a', false],
    ['a bare host', 'h.example', 'h.example', '', '/', true],
    ['a bare host and port (pip)', 'h.example:8080', 'h.example', '8080', '/', true],
    ['a URL with no path', 'https://h.example', 'h.example', '', '/', true],
    ['localhost and port', 'localhost:8080', 'localhost', '8080', '/', true],
  ])('%s', (_form, text, host, port, path, bare) => {
    expect(url(text)).toEqual({ kind: 'url', scheme: 'https:', host, port, path, bare })
  })

  it('keeps plain http apart (uv asks for http://host third)', () => {
    expect(url('http://h.example').scheme).toBe('http:')
  })

  it.each([
    'system',
    'pdm-pypi-private',
    'poetry-repository-x',
    'python-poetry-check',
    '',
    'git+https://h.example/',
  ])('takes %j for a name', (text) => {
    expect(parseService(text)).toEqual({ kind: 'name' })
  })
})

describe('URLs that programs read as different hosts', () => {
  it.each([
    ['a backslash ends the host for browsers only', 'https://evil.example\\@h.example/'],
    ['a full-width letter', 'https://ｈ.example/'],
    ['an ideographic full stop', 'https://h。example/'],
    ['a percent escape in the host', 'https://%68.example/'],
    ['a blank', 'https://h.example/a b'],
    ['a blank before it', ' https://h.example/'],
    ['a zero-width space', 'https://h.exam\u200bple/'],
    ['a soft hyphen', 'https://h.exam\u00adple/'],
    ['a bare host with a line break', 'h.example\n'],
  ])('%s', (_why, text) => {
    expect(url(text).problem).toBeDefined()
  })

  it.each(['\n', '\t', '\0', '\x07', '\x7f', '\x85'])('refuses the control character %j', (character) => {
    expect(() => parseService(`https://h.example/a${character}b/`)).toThrow(
      expect.objectContaining({ code: 'bad-service' }),
    )
  })

  it('the user info never counts as the host', () => {
    expect(url('https://h.example@evil.example/').host).toBe('evil.example')
    expect(url('https://a@b@evil.example/').host).toBe('evil.example')
  })
})

describe('a service in messages', () => {
  it.each([
    ['https://user:secret@h.example/a/?token=secret#secret', 'https://h.example/a/'],
    ['user:secret@h.example', 'h.example'],
    [
      'https://h.example/org/_packaging/feed@view/pypi/simple/',
      'https://h.example/org/_packaging/feed@view/pypi/simple/',
    ],
    ['https://user:se/cret@h.example/', 'https://…'],
    ['https://user:se?cret@h.example/', 'https://…'],
    ['https://user.name:123/se@h.example/', 'https://…'],
    ['ftp://user:secret@h.example/', 'ftp://h.example/'],
    ['https://h.example/\u001b[31m\u202ered', 'https://h.example/?[31m?red'],
  ])('%j', (text, shown) => {
    expect(serviceLabel(text)).toBe(shown)
  })
})
