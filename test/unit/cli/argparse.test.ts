import { describe, expect, it } from 'vitest'
import { type Operation, options, parseArguments } from '../../../packages/cli/src/argparse.ts'
import { help, usage } from '../../../packages/cli/src/usage.ts'

const index = 'https://h.example/pypi/r/simple/'

const plainGet: Operation = {
  kind: 'operation',
  operation: 'get',
  service: 'S',
  username: 'U',
  mode: 'password',
  output: 'plain',
  backend: undefined,
  backendPath: undefined,
}

describe('what clients send', () => {
  it.each<[string, string[], Partial<Operation>]>([
    ['uv, old pip', ['get', index, 'aws'], { username: 'aws' }],
    ['uv without a user name', ['get', index, '--mode', 'creds'], { username: undefined, mode: 'creds' }],
    [
      'pip',
      ['--mode=creds', '--output=json', 'get', index],
      { username: undefined, mode: 'creds', output: 'json' },
    ],
    [
      'pip with a user name',
      ['--mode=creds', '--output=json', 'get', index, 'aws'],
      { username: 'aws', mode: 'creds', output: 'json' },
    ],
    ['PDM', ['--mode=creds', 'get', index, ''], { username: '', mode: 'creds' }],
    ['PDM, the second time', ['--mode=password', 'get', index, '__token__'], { username: '__token__' }],
    ['pip, after a prompt', ['set', index, 'aws'], { operation: 'set', username: 'aws' }],
  ])('%s', (_client, argv, expected) => {
    expect(parseArguments(argv)).toEqual({ ...plainGet, service: index, ...expected })
  })
})

describe('other ways to say it', () => {
  it.each<[string[], Partial<Operation>]>([
    [['del', 'S', 'U'], { operation: 'del' }],
    [['get', '', ''], { service: '', username: '' }],
    [['--m', 'creds', '--out=json', 'get', 'S', 'U'], { mode: 'creds', output: 'json' }],
    [['get', '--mode', 'creds', 'S'], { username: undefined, mode: 'creds' }],
    [['--mode', 'creds', '--mode', 'password', 'get', 'S', 'U'], {}],
    [['--mode', 'creds', 'get', 'S', 'U'], { mode: 'creds' }],
    [['get', 'S', '-'], { username: '-' }],
    [['get', 'S', '-1'], { username: '-1' }],
    [['get', 'S', '-U x'], { username: '-U x' }],
    [['get', 'S', '--', '-U'], { username: '-U' }],
    [['--', 'get', 'S', 'U'], {}],
    [['get', 'S', 'U', '--'], {}],
    [['-b', 'N', '-p', 'P', 'get', 'S', 'U'], { backend: 'N', backendPath: 'P' }],
    [['-bN', '-pP', 'get', 'S', 'U'], { backend: 'N', backendPath: 'P' }],
    [['-b=N', '-p=P', 'get', 'S', 'U'], { backend: 'N', backendPath: 'P' }],
    [['--keyring-b', 'N', '--keyring-path=a=b', 'get', 'S', 'U'], { backend: 'N', backendPath: 'a=b' }],
    [['-b', '', 'get', 'S', 'U'], { backend: '' }],
    [['-b', '-1', 'get', 'S', 'U'], { backend: '-1' }],
  ])('%j', (argv, expected) => {
    expect(parseArguments(argv)).toEqual({ ...plainGet, ...expected })
  })
})

describe('what is done at once', () => {
  it.each([
    [['--list-backends'], { kind: 'list-backends' }],
    [['--disable', '--list', 'get'], { kind: 'list-backends' }],
    [['--d', 'diagnose'], { kind: 'disable' }],
    [['diagnose'], { kind: 'diagnose', service: undefined }],
    [['diagnose', 'S', 'U'], { kind: 'diagnose', service: 'S' }],
    [['--he', 'foo'], { kind: 'help' }],
    [['get', 'S', 'U', 'x', '-h', '--mode=bad'], { kind: 'help' }],
    [['-hbN'], { kind: 'help' }],
    [['--print-completion', 'zsh', '--foo'], { kind: 'print-completion', shell: 'zsh' }],
    [['--version', '--foo'], { kind: 'version' }],
  ])('%j', (argv, expected) => {
    expect(parseArguments(argv)).toEqual(expected)
  })
})

describe('wrong usage', () => {
  it.each([
    [[], 'Specify operation (get, set, del, diagnose).'],
    [['get', 'S'], 'get requires service and username'],
    [['set'], 'set requires service and username'],
    [['--mode', 'creds', 'del', 'S'], 'del requires service and username'],
    [['--mode', 'creds', 'get'], 'get requires service'],
    [[''], "argument operation: invalid choice: '' (choose from 'get', 'set', 'del', 'diagnose')"],
    [["it's"], `argument operation: invalid choice: "it's" (choose from 'get', 'set', 'del', 'diagnose')`],
    [['--mode=bad'], "argument --mode: invalid choice: 'bad' (choose from 'password', 'creds')"],
    [
      ['foo', '--help'],
      "argument operation: invalid choice: 'foo' (choose from 'get', 'set', 'del', 'diagnose')",
    ],
    [['get', 'S', 'U', 'x', '-U'], 'unrecognized arguments: x -U'],
    [['get', 'S', 'U', '--list', '--', 'x'], 'unrecognized arguments: -- x'],
    [['-b'], 'argument -b/--keyring-backend: expected one argument'],
    [['-b', '--', 'get'], 'argument -b/--keyring-backend: expected one argument'],
    [['--output', '-x'], 'argument --output: expected one argument'],
    [['--disable='], "argument --disable: ignored explicit argument ''"],
    [['-h=x'], "argument -h/--help: ignored explicit argument 'x'"],
    [['-hb'], 'argument -b/--keyring-backend: expected one argument'],
    [['--k'], 'ambiguous option: --k could match --keyring-path, --keyring-backend'],
  ])('%j', (argv, message) => {
    expect(parseArguments(argv)).toEqual({ kind: 'wrong-usage', message })
  })

  it('shows nothing that a terminal would act upon', () => {
    const hostile = 'a\u001b[2Jb\u009bc\u202ed\u2028e\nf'
    for (const argv of [
      ['get', 'S', 'U', hostile],
      [hostile],
      [`--mode=${hostile}`],
      [`--k${hostile}`],
      [`--=${hostile}`],
    ]) {
      const parsed = parseArguments(argv)
      expect(parsed).toHaveProperty('message', expect.stringContaining('a?[2Jb?c?d?e?f'))
    }
  })
})

describe('options of our own', () => {
  it('have no short form and are never meant by a prefix', () => {
    for (const { names } of options.filter(({ own }) => own)) {
      expect(names).toEqual([expect.stringMatching(/^--/)])
      for (const name of names) {
        const prefix = name.slice(0, -1)
        expect(parseArguments([prefix])).toEqual({
          kind: 'wrong-usage',
          message: `unrecognized arguments: ${prefix}`,
        })
      }
    }
  })
})

describe('the help', () => {
  it('starts with the usage and names every option', () => {
    expect(help().startsWith(`${usage()}\n`)).toBe(true)
    const listed = [...help().matchAll(/^ {2}(-.+?)(?: {2,}|$)/gm)].map(([, line = '']) => line.split(/,? /))
    expect(listed.map((words) => words.filter((word) => word.startsWith('-')))).toEqual(
      options.map(({ names }) => names),
    )
  })

  it('fits a terminal of 80 columns', () => {
    expect(
      help()
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([])
  })
})
