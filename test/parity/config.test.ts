import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { configuredBackend } from '../../packages/core/src/config/backend.ts'
import { configPath } from '../../packages/core/src/config/locate.ts'
import { type Issue, parseConfig } from '../../packages/core/src/config/parse.ts'
import { run } from '../support/run.ts'
import { madeFiles, nastyFiles } from './config-files.ts'

// Every file is read by the `python3` on PATH and by ours. A wider net by hand, with the Python of one's
// choice first on PATH: CONFIG_PARITY_FILES=20000 CONFIG_PARITY_SEED=7 npx vitest run
// test/parity/config.test.ts
const count = Number(process.env.CONFIG_PARITY_FILES ?? 1000)
const seed = Number(process.env.CONFIG_PARITY_SEED ?? 20260)
const files = [...nastyFiles, ...madeFiles(count, seed)]

const windowsRoots = [
  ...[
    'C:\\Users\\me\\AppData\\Local',
    'c:/Users//me/',
    'C:\\',
    'C:/a/./b/../c',
    '\\\\server\\share',
    '//server/share/a/',
  ],
  ...['\\\\?\\C:\\a', 'C:a', '\\a', 'a', '', '.', 'C:', 'C:\\a b\\ü\\'],
]
const posixRoots = [
  '/home/me/.config',
  '//a//b',
  '///a',
  '/',
  '//',
  '/a/./b/../c/.',
  '/a b/ü/',
  '/a/...',
  '/a\\b',
]

/** In pairs: an object would put names such as 27 first. */
type Options = readonly (readonly [string, string])[]

interface Reading {
  readonly sections: readonly (readonly [string, Options])[]
  readonly defaults: Options
}

interface Failure {
  readonly kind: string
  readonly lines: readonly number[]
  readonly before: readonly number[]
}

interface Answer {
  readonly version: readonly [number, number]
  readonly files: readonly {
    readonly inline: Reading | Failure
    readonly plain: Reading | Failure
    readonly backend: string | null
  }[]
  readonly paths: readonly (string | null)[]
}

const paths = [
  ...windowsRoots.map((root) => ['win32', root, ['Python Keyring', 'keyringrc.cfg']]),
  ...posixRoots.map((root) => ['linux', root, ['python_keyring', 'keyringrc.cfg']]),
]
const script = fileURLToPath(new URL('read_config.py', import.meta.url))
const finished = await run('python3', ['-I', script], {
  env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
  input: JSON.stringify({ files, paths }),
})
if (finished.code !== 0) throw new Error(`python3 failed: ${finished.stderr}`)
const python = JSON.parse(finished.stdout) as Answer

const kinds: Record<string, Issue['kind']> = {
  MissingSectionHeaderError: 'no-section',
  ParsingError: 'bad-line',
  DuplicateSectionError: 'duplicate-section',
  DuplicateOptionError: 'duplicate-option',
}

describe.each([
  { dialect: 'inline', inlineComments: true, defaultSection: 'codeartifact' },
  { dialect: 'plain', inlineComments: false, defaultSection: 'DEFAULT' },
] as const)('dialect $dialect', ({ dialect, inlineComments, defaultSection }) => {
  it(`reads ${files.length} files as Python ${python.version.join('.')} does`, () => {
    const seen: Record<string, number> = {}
    for (const [at, text] of files.entries()) {
      if (pythonsDiffer(text, inlineComments)) continue
      const theirs = python.files[at]?.[dialect]
      if (theirs === undefined) throw new Error('Python skipped a file')
      const outcome = 'kind' in theirs ? theirs.kind : 'accepted'
      seen[outcome] = (seen[outcome] ?? 0) + 1
      const ours = parseConfig(text, { inlineComments, defaultSection })
      const about = JSON.stringify(text)
      if ('kind' in theirs) expect(untilFailure(ours.issues, theirs), about).toEqual(expected(theirs))
      else {
        expect(ours.issues, about).toEqual([])
        const read = ours.sections.map(({ name, options }) => [name, valuesOf(options)] as const)
        expect(
          read.filter(([name]) => name !== defaultSection),
          about,
        ).toEqual(theirs.sections)
        expect(read.find(([name]) => name === defaultSection)?.[1] ?? [], about).toEqual(theirs.defaults)
      }
    }
    // The files must tell something: many are good, and every mistake is among the others.
    expect(seen.accepted).toBeGreaterThan(files.length / 4)
    for (const mistake of Object.keys(kinds))
      expect(seen[mistake], mistake).toBeGreaterThan(files.length / 100)
  })
})

it('finds the backend that Python finds', () => {
  let found = 0
  for (const [at, text] of files.entries()) {
    const theirs = python.files[at]
    if (theirs === undefined || 'kind' in theirs.plain || pythonsDiffer(text, false)) continue
    expect(configuredBackend(text) ?? null, JSON.stringify(text)).toBe(theirs.backend)
    if (theirs.backend !== null) found++
  }
  expect(found).toBeGreaterThan(5)
})

it('prints paths as pathlib does', () => {
  const printed = [
    ...windowsRoots.map((root) => configPath({ LOCALAPPDATA: root }, 'C:\\', 'win32') ?? null),
    ...posixRoots.map((root) => configPath({ XDG_CONFIG_HOME: root }, '/', 'linux') ?? null),
  ]
  expect(printed).toEqual(python.paths)
})

function valuesOf(options: ReadonlyMap<string, { readonly value: string }>): Options {
  return [...options].map(([name, { value }]) => [name, value] as const)
}

/** What Python stumbles over, and the bad lines before it. */
function expected({ kind, lines, before }: Failure): (readonly [Issue['kind'], number])[] {
  const bad = before.map((line) => ['bad-line', line] as const)
  return [...bad, ...lines.map((line) => [kinds[kind] ?? 'bad-line', line] as const)]
}

/** Python ends at the first mistake of another kind than a bad line; ours goes on. */
function untilFailure(
  issues: readonly Issue[],
  { kind, lines }: Failure,
): (readonly [Issue['kind'], number])[] {
  const last = kind === 'ParsingError' ? Number.POSITIVE_INFINITY : (lines[0] ?? 0)
  return issues.filter(({ line }) => line <= last).map((issue) => [issue.kind, issue.line] as const)
}

/**
 * Tells whether this Python reads the file in another way than Python 3.10 to 3.12, which ours follows:
 * - 3.13 and later take the earliest inline comment of a line; before, the first `#` and the first `;` were
 *   looked at, then the second of each, and so on, so that with three of them a later one could win;
 * - before 3.10 a header ended at its first `]`, not at its last.
 */
function pythonsDiffer(text: string, inlineComments: boolean): boolean {
  const [, minor] = python.version
  const lines = text.split(/\r\n|\r|\n/)
  if (minor >= 13) return inlineComments && lines.some((line) => /[#;].*[#;].*[#;]/s.test(line))
  return minor < 10 && lines.some((line) => /^[^[]*\[[^\]]*\].*\]/s.test(line))
}
