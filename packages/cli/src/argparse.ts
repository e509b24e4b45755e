/** What a command line asks for. */
export type Parsed =
  | Operation
  /** Python takes a service here and ignores it. */
  | { readonly kind: 'diagnose'; readonly service: string | undefined }
  | { readonly kind: 'list-backends' | 'disable' | 'help' | 'version' }
  | { readonly kind: 'print-completion'; readonly shell: string }
  | { readonly kind: 'wrong-usage'; readonly message: string }

export interface Operation {
  readonly kind: 'operation'
  readonly operation: 'get' | 'set' | 'del'
  readonly service: string
  /** Absent only for `get` in mode `creds`. An empty string is a user name: PDM passes it. */
  readonly username: string | undefined
  readonly mode: 'password' | 'creds'
  readonly output: 'plain' | 'json'
  /** What `-b` and `-p` say, unchecked: Python loads a backend only after all that is checked here. */
  readonly backend: string | undefined
  readonly backendPath: string | undefined
}

export interface Option {
  /** As they are typed, the short form first. */
  readonly names: readonly string[]
  /** True where it takes a value. */
  readonly valued?: true
  readonly choices?: readonly string[]
  /** It acts where it is met, whatever stands behind it. */
  readonly acts?: 'help' | 'version' | 'print-completion'
  /** Not one of Python's: matched in full only, so that every prefix keeps the meaning it has in Python. */
  readonly own?: true
}

const operations = ['get', 'set', 'del', 'diagnose'] as const

const backendPath: Option = { names: ['-p', '--keyring-path'], valued: true }
const backend: Option = { names: ['-b', '--keyring-backend'], valued: true }
const listBackends: Option = { names: ['--list-backends'] }
const disable: Option = { names: ['--disable'] }
const mode: Option = { names: ['--mode'], valued: true, choices: ['password', 'creds'] }
const output: Option = { names: ['--output'], valued: true, choices: ['plain', 'json'] }
const shells = ['bash', 'zsh', 'tcsh']

/** Every option, in Python's order: an ambiguous prefix lists its candidates in it. Ours have no short form. */
export const options: readonly Option[] = [
  { names: ['-h', '--help'], acts: 'help' },
  backendPath,
  backend,
  listBackends,
  disable,
  mode,
  output,
  { names: ['--print-completion'], valued: true, choices: shells, acts: 'print-completion' },
  { names: ['--version'], acts: 'version', own: true },
]

const pythonNames = options.filter(({ own }) => !own).flatMap(({ names }) => names)

/**
 * Reads a command line as Python's keyring 25.7 does: keyring/cli.py on Lib/argparse.py of Python 3.14.7, which accepts
 * what 3.9 to 3.13 accept, and more (test/parity/argument-lists.ts has the few exceptions). Never throws: what is
 * wrong, first found first, is in the answer.
 */
export function parseArguments(argv: readonly string[]): Parsed {
  const dashes = argv.indexOf('--')
  const found = argv.slice(0, dashes < 0 ? argv.length : dashes).map((text) => readOption(text))
  const values = new Map<Option, string>()
  const words: string[] = []
  const extras: string[] = []
  let afterWord = false

  for (let at = 0; at < argv.length; at += 1) {
    const text = argv[at] ?? ''
    const given = found[at]
    if (at === dashes) {
      // It belongs to the word before it, or to one that may still come: with all three taken it is one too many.
      if (!afterWord && words.length === 3) extras.push(text)
    } else if (given === undefined) {
      const problem = words.length === 0 ? invalidChoice('operation', operations, text) : undefined
      if (problem !== undefined) return wrongUsage(problem)
      afterWord = words.length < 3
      if (afterWord) words.push(text)
      else extras.push(text)
    } else {
      const following = at + 1 === dashes || found[at + 1] !== undefined ? undefined : argv[at + 1]
      const problem = problemOf(given, following)
      if (problem !== undefined) return wrongUsage(problem)
      const { option, value = following ?? '' } = given
      if (option === undefined) extras.push(text)
      else if (option.acts === 'print-completion') return { kind: option.acts, shell: value }
      else if (option.acts !== undefined) return { kind: option.acts }
      else values.set(option, value)
      if (option?.valued && given.value === undefined) at += 1
      afterWord = false
    }
  }
  if (extras.length > 0) return wrongUsage(`unrecognized arguments: ${extras.map(printable).join(' ')}`)
  return check(words, values)
}

/** The checks of keyring/cli.py after parsing: `run`, `_check_args`, `invalid_op`. */
function check([verb, service, username]: readonly string[], values: ReadonlyMap<Option, string>): Parsed {
  if (values.has(listBackends)) return { kind: 'list-backends' }
  if (values.has(disable)) return { kind: 'disable' }
  const operation = operations.find((known) => known === verb)
  if (operation === 'diagnose') return { kind: 'diagnose', service }
  if (operation === undefined) return wrongUsage(`Specify operation (${operations.join(', ')}).`)
  const creds = values.get(mode) === 'creds'
  const userless = operation === 'get' && creds
  if (service === undefined || (username === undefined && !userless)) {
    return wrongUsage(`${operation} requires service${userless ? '' : ' and username'}`)
  }
  return {
    kind: 'operation',
    operation,
    service,
    username,
    mode: creds ? 'creds' : 'password',
    output: values.get(output) === 'json' ? 'json' : 'plain',
    backend: values.get(backend),
    backendPath: values.get(backendPath),
  }
}

/** One argument that is no word. Without an option it is unknown, with rivals it is ambiguous. */
interface Found {
  readonly option?: Option | undefined
  readonly value?: string | undefined
  /** The value was written right behind a short option: `-bNAME`, `-hb`. */
  readonly attached?: boolean
  /** What is wrong with it, whatever follows. */
  readonly problem?: string
}

/** argparse's `_parse_optional` and `_get_option_tuples`. Returns undefined for a word. */
function readOption(text: string): Found | undefined {
  if (!text.startsWith('-') || text === '-') return undefined
  const equals = text.indexOf('=')
  const name = equals < 0 ? text : text.slice(0, equals)
  const value = equals < 0 ? undefined : text.slice(equals + 1)
  const exact = named(name)
  if (exact !== undefined) return { option: exact, value }
  const short = text.startsWith('--') ? undefined : named(text.slice(0, 2))
  if (short !== undefined) return { option: short, value: text.slice(2), attached: true }
  const candidates = pythonNames.filter((candidate) => candidate.startsWith(name))
  if (candidates.length > 1) {
    return { problem: `ambiguous option: ${printable(text)} could match ${candidates.join(', ')}` }
  }
  if (candidates[0] !== undefined) return { option: named(candidates[0]), value }
  const looksLikeWord = /^-\.?\p{Nd}/u.test(text) || text.includes(' ')
  return looksLikeWord ? undefined : {}
}

/** Returns what is wrong with an option that has the word `following` behind it, or nothing that could be its value. */
function problemOf(found: Found, following: string | undefined): string | undefined {
  const { option, value, attached, problem } = found
  if (option === undefined) return problem
  const title = option.names.join('/')
  if (option.valued) {
    const given = value ?? following
    if (given === undefined) return `argument ${title}: expected one argument`
    return option.choices && invalidChoice(title, option.choices, given)
  }
  if (value === undefined) return undefined
  const cluster = attached && !value.startsWith('-')
  if (!cluster) return `argument ${title}: ignored explicit argument ${quoted(value)}`
  // `-hb` is `-h -b`: short options in one argument are all looked at before the first acts.
  const rest = readOption(`-${value}`)
  return rest && problemOf(rest, following)
}

function named(name: string): Option | undefined {
  return options.find(({ names }) => names.includes(name))
}

function invalidChoice(title: string, choices: readonly string[], value: string): string | undefined {
  if (choices.includes(value)) return undefined
  const known = choices.map(quoted).join(', ')
  return `argument ${title}: invalid choice: ${quoted(value)} (choose from ${known})`
}

function wrongUsage(message: string): Parsed {
  return { kind: 'wrong-usage', message }
}

/** Python's repr, but for what does not print. */
function quoted(text: string): string {
  const escaped = printable(text).replaceAll('\\', '\\\\')
  if (escaped.includes("'") && !escaped.includes('"')) return `"${escaped}"`
  return `'${escaped.replaceAll("'", "\\'")}'`
}

/** What callers pass may reach a terminal: no control, format or bidirectional characters, no line ends. */
function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
}
