import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../packages/core/src/config/parse.ts'

/** Sections with their options in pairs, and issues as "line kind section". */
function read(text: string, dialect = {}): { sections: unknown; issues: string[] } {
  const { sections, issues } = parseConfig(text, dialect)
  return {
    sections: sections.map(({ name, options }) => [
      name,
      [...options].map(([key, { value }]) => [key, value]),
    ]),
    issues: issues.map(({ line, kind, section }) => `${line} ${kind} ${section ?? '-'}`),
  }
}

/** The options of `[s]` after these lines. */
function optionsOf(lines: string, dialect = {}): unknown {
  const { sections, issues } = read(`[s]\n${lines}`, dialect)
  expect(issues).toEqual([])
  return Object.fromEntries((sections as [string, [string, string][]][])[0]?.[1] ?? [])
}

describe('values', () => {
  it.each([
    ['k = v', { k: 'v' }],
    ['k=v\nl:w\nm : x', { k: 'v', l: 'w', m: 'x' }],
    ['k:v=w\nl==w', { k: 'v=w', l: '=w' }],
    ['Profile_Name = Me', { profile_name: 'Me' }],
    ['two words = v', { 'two words': 'v' }],
    ['k =', { k: '' }],
    ['k = "v"', { k: '"v"' }],
    ['k = true\nl = %(m)s', { k: 'true', l: '%(m)s' }],
    ['k = ab#cd\nl = ab;cd', { k: 'ab#cd', l: 'ab;cd' }],
    ['k = v # c\nl = v\t; c\nm = #c', { k: 'v', l: 'v', m: '' }],
    ['# k = v\n ; l = w\nm = x', { m: 'x' }],
    ['k = v\n  w\n\tx', { k: 'v\nw\nx' }],
    ['k =\n  v', { k: '\nv' }],
    ['k = v\n\n  w\n\n\nl = x\n\n', { k: 'v\n\nw', l: 'x' }],
    ['k = v\n  # c\n\n  ; c\n  w', { k: 'v\n\nw' }],
    ['  k = v\n l = w\n  m = x', { k: 'v', l: 'w\nm = x' }],
    ['    k = v', { k: 'v' }],
    ['k = v\r  w\r\nl = x', { k: 'v\nw', l: 'x' }],
    ['k = a#b ##c', { k: 'a#b' }],
    ['k = a#b;c #d', { k: 'a#b;c' }],
    ['e\u0301 = 1\n\u00c9 = 2', { 'e\u0301': '1', '\u00e9': '2' }],
    ['k = a;b # c ; d\nl = a;b;c # d\nm = # c ; d', { k: 'a;b', l: 'a;b;c', m: '' }],
    ['k =\x0c v\x0b\n\n\n  w\n  x\n\n\nl = y\n  z', { k: 'v\n\n\nw\nx', l: 'y\nz' }],
    ['k = a\u2028b\x0bc\x85d', { k: 'a\u2028b\x0bc\x85d' }],
    ['k\x1f=\x1c v \x85', { k: 'v' }],
    ['k = \ufeffv\ufeff', { k: '\ufeffv\ufeff' }],
    ['\ufeffk = v', { '\ufeffk': 'v' }],
    ['ÅΣ = v', { åς: 'v' }],
  ])('%j', (lines, options) => expect(optionsOf(lines)).toEqual(options))

  it('keeps what looks like a comment where comments inside lines are off', () => {
    expect(optionsOf('k = v # c\n# c\nl = w ; c', { inlineComments: false })).toEqual({
      k: 'v # c',
      l: 'w ; c',
    })
  })

  it('looks for comments as Python before 3.13: the first # and the first ;, then the second of each', () => {
    expect(optionsOf('k = a;b ;c #d')).toEqual({ k: 'a;b ;c' })
  })

  it('is not misled by names that objects have', () => {
    expect(optionsOf('__proto__ = 1\nconstructor = 2')).toEqual(
      Object.fromEntries([
        ['__proto__', '1'],
        ['constructor', '2'],
      ]),
    )
  })
})

describe('headers', () => {
  it.each([
    ['[a] text', 'a'],
    ['[a] b]', 'a] b'],
    ['[[a]]', '[a]'],
    ['[ a ]', ' a '],
    ['[]]', ']'],
    ['  [a]', 'a'],
    ['[a] ; c]', 'a'],
    ['[codeartifact account="999" name=\'x\'] # c', 'codeartifact account="999" name=\'x\''],
  ])('%s', (header, name) => expect(read(`${header}\nk = v`).sections).toEqual([[name, [['k', 'v']]]]))

  it('says where sections and options stand', () => {
    const { sections } = parseConfig('# c\n[a]\r\n\nk = v\n  w\nl = x\r[b]\n')
    expect(sections.map(({ name, line }) => [name, line])).toEqual([
      ['a', 2],
      ['b', 7],
    ])
    expect([...(sections[0]?.options.values() ?? [])].map(({ line }) => line)).toEqual([4, 6])
  })
})

describe('mistakes', () => {
  it.each([
    [
      'nothing to go on with after a nameless option',
      '[s]\nk = v\n= w\n  loose\n  l = x',
      ['3 bad-line s', '4 bad-line s'],
      { k: 'v', l: 'x' },
    ],
    [
      'nothing to go on with after a header',
      '[r]\nk = v\n[s]\n  loose\n  l = w',
      ['4 bad-line s'],
      { l: 'w' },
    ],
    ['lines before any header, reported once', 'k = v\nl\n[s]\nm = x', ['1 no-section -'], { m: 'x' }],
    ['a byte order mark', '\ufeff[s]\nk = v', ['1 no-section -'], { k: 'v' }],
    ['a byte order mark alone', '\ufeff', ['1 no-section -'], {}],
    ['no delimiter', '[s]\nk = v\nloose\nl = w', ['3 bad-line s'], { k: 'v', l: 'w' }],
    ['no name', '[s]\n= v\n  l = w', ['2 bad-line s'], { l: 'w' }],
    [
      'what goes on after a bad line is part of it',
      '[s]\nk = v\nloose\n  x\n\n y',
      ['3 bad-line s'],
      { k: 'v' },
    ],
    [
      'a deeper line where there is nothing to go on with',
      '[s]\n  loose\n    k = v',
      ['2 bad-line s'],
      { k: 'v' },
    ],
    [
      'a repeated option: the first stays',
      '[s]\nK = 1\nk = 2\n  3\nl = 4',
      ['3 duplicate-option s'],
      { k: '1', l: '4' },
    ],
    [
      'a repeated section',
      '[s]\nk = 1\n[s]\nk = 2\nl = 3',
      ['3 duplicate-section s', '4 duplicate-option s'],
      { k: '1', l: '3' },
    ],
    [
      'a header without its bracket: nobody knows whose',
      '[s]\nk = v\n[other\n',
      ['3 bad-line -'],
      { k: 'v' },
    ],
    ['a header without a name', '[s]\n[]\nk = v', ['2 bad-line -'], { k: 'v' }],
  ])('%s', (_, text, issues, options) => {
    const found = read(text)
    expect(found.issues).toEqual(issues)
    const section = (found.sections as [string, [string, string][]][]).find(([name]) => name === 's')
    expect(Object.fromEntries(section?.[1] ?? [])).toEqual(options)
  })

  it('lets the default section be repeated, but not its options', () => {
    const text = '[d]\nk = 1\n[s]\n[d]\nl = 2\nK = 3\n'
    expect(read(text, { defaultSection: 'd' })).toEqual({
      sections: [
        [
          'd',
          [
            ['k', '1'],
            ['l', '2'],
          ],
        ],
        ['s', []],
      ],
      issues: ['6 duplicate-option d'],
    })
    expect(read(text).issues).toEqual(['4 duplicate-section d', '6 duplicate-option d'])
    expect(read('[DEFAULT]\n[DEFAULT]').issues).toEqual([])
  })

  it('never repeats what a line holds, and stays on one line', () => {
    const text = 'hunter2\n[s\x1b[31m]\nhunter2\n=hunter2\n[hunter2\nk = hunter2\nk = hunter2\n[s\x1b[31m]\n'
    const { issues } = parseConfig(text)
    expect(issues).toHaveLength(6)
    for (const { message } of issues) {
      expect(message).not.toContain('hunter2')
      expect(message).toMatch(/^[ -~]+$/)
    }
  })
})

it('takes time in proportion to the size of the file', () => {
  const many = 200_000
  const started = performance.now()
  parseConfig(`[s]\n${' \t'.repeat(many)}x\n${'#;'.repeat(many)}\nk = v${'\n  more'.repeat(many)}`)
  parseConfig(
    `[s]\nk = ${'a#;'.repeat(many)}\n${'['.repeat(many)}\nl =${' '.repeat(many)}x${'\n'.repeat(many)}`,
  )
  expect(performance.now() - started).toBeLessThan(5000)
})
