import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../packages/core/src/config/parse.ts'
import { type Picked, pickSection } from '../../../packages/core/src/config/sections.ts'

const qualifiers = ['domain', 'account', 'region', 'name']
const index = { domain: 'dom', account: '999999999999', region: 'eu-west-1', name: 'staging' }

function pick(text: string, asked: Readonly<Record<string, string>> = index): Picked {
  return pickSection(parseConfig(text), 'codeartifact', qualifiers, asked)
}

function issuesOf(text: string, asked = index): string[] {
  return pick(text, asked).issues.map(({ line, kind, section }) => `${line} ${kind} ${section ?? '-'}`)
}

describe('which section wins', () => {
  it.each([
    ['nothing there', [], undefined],
    ['the defaults only', ['codeartifact'], undefined],
    ['one that equals', ['codeartifact domain="dom"'], 'codeartifact domain="dom" 1'],
    ['one that differs', ['codeartifact domain="other"'], undefined],
    [
      'the highest score',
      ['codeartifact domain=dom', 'codeartifact name=staging domain=dom', 'codeartifact region=eu-west-1'],
      'codeartifact name=staging domain=dom 2',
    ],
    [
      'one that differs is out whatever else equals',
      [
        'codeartifact domain=dom account=999999999999 region=eu-west-1 name=other',
        'codeartifact name=staging',
      ],
      'codeartifact name=staging 1',
    ],
    [
      'the first of equals',
      ['codeartifact name=staging', 'codeartifact domain=dom'],
      'codeartifact name=staging 1',
    ],
    [
      'the first of two that say the same',
      ['codeartifact name="staging"', 'codeartifact name=staging'],
      'codeartifact name="staging" 1',
    ],
    [
      'the first of equals, after the defaults',
      ['codeartifact', 'codeartifact domain=dom', 'codeartifact region=eu-west-1'],
      'codeartifact domain=dom 1',
    ],
    [
      'all four',
      [
        'codeartifact name=staging',
        'codeartifact account="999999999999" name=\'staging\' domain=dom region=eu-west-1',
      ],
      'codeartifact account="999999999999" name=\'staging\' domain=dom region=eu-west-1 4',
    ],
    [
      'only the own sections',
      [
        'codeartifactfoo domain=dom',
        'codeartifact-x',
        'artifactregistry name=staging',
        'CodeArtifact name=staging',
        'xcodeartifact name=staging',
      ],
      undefined,
    ],
    ['values as they are written', ['codeartifact name=Staging', 'codeartifact domain="dom "'], undefined],
    ['an empty value equals nothing', ['codeartifact name=""'], undefined],
  ])('%s', (_, headers, winner) => {
    const { winner: won, issues } = pick(headers.map((header) => `[${header}]\n`).join(''))
    expect(issues).toEqual([])
    expect(won && `${won.name} ${won.score}`).toBe(winner)
  })

  it.each([
    'codeartifact name = "staging"',
    'codeartifact   name="staging"  ',
    ' codeartifact\tname=staging',
    'codeartifact NAME="staging"',
    'codeartifact Name=staging',
    "codeartifact name='staging'domain='dom'",
    'codeartifact name="staging"domain=dom',
  ])('reads [%s]', (header) => {
    const { winner, issues } = pick(`[${header}]\n`)
    expect(issues).toEqual([])
    expect(winner?.name).toBe(header)
  })

  it('rules out what names a part that is not known: a bare host has no repository', () => {
    const { name, ...bare } = index
    const picked = pick('[codeartifact name=staging]\nk = 1\n[codeartifact domain=dom]\nk = 2\n', bare)
    expect(picked.options).toEqual({ k: '2' })
    expect(picked.scores).toEqual([
      { name: `codeartifact name=${name}`, line: 1, ruledOut: 'name is not known here' },
      { name: 'codeartifact domain=dom', line: 3, score: 1 },
    ])
    expect(pick('[codeartifact]\nk = 1\n[codeartifact domain=dom]\nk = 2', {}).options).toEqual({ k: '1' })
  })

  it('says why a section is out', () => {
    expect(pick('[codeartifact domain="x" name=y]\n').scores).toEqual([
      { name: 'codeartifact domain="x" name=y', line: 1, ruledOut: 'domain is dom, not x' },
    ])
  })
})

describe('options', () => {
  it('are the defaults, overlaid by the winner, each with its line', () => {
    const text = `[codeartifact name=staging]
      profile_name = staging
      token_duration =
      [codeartifact]
      profile_name = all
      verify = /ca.pem
      [codeartifact domain=other]
      role_arn = x
      [codeartifact ]
      token_duration = 900`.replaceAll(/^ +/gm, '')
    const picked = pick(text)
    expect(picked.options).toEqual({ profile_name: 'staging', token_duration: '', verify: '/ca.pem' })
    expect(picked.where).toEqual({ profile_name: 2, token_duration: 3, verify: 6 })
    expect(picked.winner).toEqual({ name: 'codeartifact name=staging', line: 1, score: 1 })
    expect(picked.issues).toEqual([])
  })

  it('come from a default section that stands twice, wherever it stands', () => {
    const picked = pick('[codeartifact]\na = 1\n[x]\n[codeartifact]\nb = 2\n[codeartifact ]\nc = 3\n')
    expect(picked.options).toEqual({ a: '1', b: '2', c: '3' })
    expect(picked.issues).toEqual([])
  })

  it('may be called anything', () => {
    const { options } = pick('[codeartifact]\n__proto__ = 1\nconstructor = 2\n')
    expect(Object.entries(options)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
  })
})

describe('mistakes', () => {
  it.each([
    ['an unknown qualifier', '[codeartifact repo=x]', ['1 bad-header codeartifact repo=x']],
    ['one that objects have', '[codeartifact constructor=x]', ['1 bad-header codeartifact constructor=x']],
    [
      'a repeated qualifier',
      '[codeartifact name=staging NAME=staging]',
      ['1 bad-header codeartifact name=staging NAME=staging'],
    ],
    [
      'a rest that cannot be read',
      '[codeartifact name=staging etc]',
      ['1 bad-header codeartifact name=staging etc'],
    ],
    ['no value', '[codeartifact name=]', ['1 bad-header codeartifact name=']],
    [
      'no value, then another',
      '[codeartifact name= domain=dom]',
      ['1 bad-header codeartifact name= domain=dom'],
    ],
    ['no closing quote', '[codeartifact name="staging]', ['1 bad-header codeartifact name="staging']],
    [
      'two quotes of different kinds',
      '[codeartifact name="staging\']',
      ['1 bad-header codeartifact name="staging\''],
    ],
    [
      'commas',
      '[codeartifact name=staging, domain=dom]',
      ['1 bad-header codeartifact name=staging, domain=dom'],
    ],
    ['a value without a name', '[codeartifact staging]', ['1 bad-header codeartifact staging']],
    ['a cut header', '[x]\n[codeartifact name="a #1"]\nk = v', ['2 bad-header x']],
    [
      'a cut header among the defaults',
      '[codeartifact]\n[codeartifact name="a ;1"]\nk = v',
      ['2 bad-header codeartifact'],
    ],
    ['a cut header with no delimiter', '[x]\n[codeartifact\nk = v', ['2 bad-line -']],
    ['lines before any header', 'profile_name = x\n[codeartifact]', ['1 no-section -']],
    ['a bad line among the defaults', '[codeartifact]\nbad', ['2 bad-line codeartifact']],
    [
      'an option twice among the defaults',
      '[codeartifact]\nk = 1\n[codeartifact]\nk = 2',
      ['4 duplicate-option codeartifact'],
    ],
    [
      'an option twice in defaults spelt in two ways',
      '[codeartifact]\nk = 1\n[codeartifact ]\nk = 2',
      ['4 duplicate-option codeartifact '],
    ],
    [
      'a bad line in the winner',
      '[codeartifact name=staging]\nbad',
      ['2 bad-line codeartifact name=staging'],
    ],
    [
      'the winner twice',
      '[codeartifact name=staging]\n[codeartifact name=staging]',
      ['2 duplicate-section codeartifact name=staging'],
    ],
  ])('%s', (_, text, issues) => expect(issuesOf(text)).toEqual(issues))

  it.each([
    [
      'in a section that does not apply',
      '[codeartifact name=other]\nbad\nk = 1\nk = 2\n[codeartifact name=other]',
    ],
    ['in a section that loses', '[codeartifact name=staging domain=dom]\n[codeartifact name=staging]\nbad'],
    ['in the header of a section that cannot apply', '[codeartifact domain=other repo=x etc]'],
    [
      'in the sections of others',
      '[artifactregistry]\nbad\n[artifactregistry]\n[x y]\n= v\n[codeartifactfoo = x\n',
    ],
  ])('do not hurt %s', (_, text) => expect(issuesOf(text)).toEqual([]))

  it('come in the order of the file, in one line each', () => {
    const { issues } = pick('[codeartifact \u202erepo=x]\n[codeartifact etc]\n[codeartifact]\nbad\n[oops\n')
    expect(issues.map(({ line }) => line)).toEqual([1, 2, 4, 5])
    for (const { message } of issues) expect(message).toMatch(/^[ -~]+$/)
  })

  it('keep a section with a bad header among the candidates', () => {
    expect(pick('[codeartifact name=staging repo=x]\n').scores).toEqual([
      {
        name: 'codeartifact name=staging repo=x',
        line: 1,
        ruledOut: 'repo is not a qualifier: this header may hold domain, account, region, name',
      },
    ])
  })
})
