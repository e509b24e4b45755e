/** A command line to try on Python's keyring and on ours. */
export interface ArgumentList {
  readonly argv: readonly string[]
  /**
   * Where not every Python does as ours: all outcomes that are right, ours first, as "exit N" or as the message of
   * exit 2 without its quotes and backslashes.
   */
  readonly right?: readonly string[]
  /** Why there is more than one. */
  readonly because?: string
}

const index = 'https://h.example/pypi/r/simple/'
const choices = 'get, set, del, diagnose'
const operationMissing = `Specify operation (${choices}).`
const nullBackend = 'keyring.backends.null.Keyring'
const failBackend = 'keyring.backends.fail.Keyring'

/** Calls that all of Python 3.9 to 3.14 answer alike. */
const alike: readonly (readonly string[])[] = [
  // What the clients send.
  ['get', index, 'aws'], // uv, old pip
  ['get', index, '--mode', 'creds'], // uv without a user name
  ['--mode=creds', '--output=json', 'get', index], // pip
  ['--mode=creds', '--output=json', 'get', index, 'aws'],
  ['--mode=creds', 'get', index, ''], // PDM
  ['--mode=creds', 'get', 'https://aws@h.example/pypi/r/simple/', 'aws'],
  ['--mode=password', 'get', index, '__token__'],
  ['--mode=creds', 'get', 'pdm-repository-__unknown__', ''],
  ['get', 'h.example', 'aws'],
  ['get', 'h.example:8443', 'aws'],
  ['get', 'http://h.example', 'aws'],
  ['get', 'https://h.example/pypi/r/legacy/?a=b&c=d', 'aws'],
  ['set', 'h.example:8443', 'aws'], // pip, after a prompt

  // Verbs.
  [],
  ['get', 'S', 'U'],
  ['set', 'S', 'U'],
  ['del', 'S', 'U'],
  ['diagnose'],
  ['diagnose', 'S'],
  ['diagnose', 'S', 'U'],
  ['diagnose', 'S', 'U', 'x'],
  ['foo'],
  [''],
  ['GET', 'S', 'U'],
  ['ge', 'S', 'U'],
  ['gets'],
  [' get', 'S', 'U'],
  ['get '],
  ["it's"],
  ['say "hi"'],
  ['both \' and "'],
  ['a\\b'],
  ['-'],
  ['ünïcode'],
  ['get', 'ünïcode', '密'],

  // What an operation needs.
  ['get'],
  ['get', 'S'],
  ['set'],
  ['set', 'S'],
  ['del'],
  ['del', 'S'],
  ['get', 'S', 'U', 'x'],
  ['get', 'S', 'U', 'x', 'y'],
  ['set', 'S', 'U', 'x'],
  ['get', 'S', 'U', ''],
  ['get', '', ''],
  ['get', ''],
  ['get', 'S', ''],
  ['set', '', ''],
  ['--mode', 'creds', 'get'],
  ['--mode', 'creds', 'get', 'S'],
  ['--mode', 'creds', 'get', ''],
  ['--mode', 'creds', 'get', 'S', 'U'],
  ['--mode', 'creds', 'get', 'S', 'U', 'x'],
  ['--mode', 'creds', 'set', 'S'],
  ['--mode', 'creds', 'set'],
  ['--mode', 'creds', 'del', 'S'],
  ['--mode', 'creds', 'set', 'S', 'U'],

  // Where options stand.
  ['get', 'S', 'U', '--mode', 'creds'],
  ['get', 'S', 'U', '--output', 'json'],
  ['--output', 'json', 'get', 'S', 'U'],
  ['get', 'S', 'U', '--output=json', '--mode=creds'],
  ['get', '--mode'],
  ['--mode', 'creds', '--mode', 'password', 'get', 'S'],
  ['--mode=password', 'get', 'S', '--mode=creds'],

  // Values.
  ['--mode'],
  ['--mode', 'bad'],
  ['--mode=bad', 'get', 'S', 'U'],
  ['--mode=', 'get', 'S', 'U'],
  ['--mode', '', 'get', 'S', 'U'],
  ['--mode=CREDS', 'get', 'S'],
  ['--mode=cred', 'get', 'S'],
  ['--mode= creds', 'get', 'S'],
  ['--mode==creds', 'get', 'S'],
  ['--mode=a=b', 'get', 'S'],
  ['--mode', '--output', 'json', 'get', 'S'],
  ['--mode', '-x', 'get', 'S'],
  ['--mode', '-', 'get', 'S'],
  ['--mode', '-1', 'get', 'S'],
  ['--mode', '--', 'get', 'S'],
  ['--mode creds', 'get', 'S'],
  ['--output'],
  ['--output', 'xml', 'get', 'S', 'U'],
  ['--output=', 'get', 'S', 'U'],
  ['get', 'S', 'U', '--output'],

  // Prefixes.
  ['--m', 'creds', 'get', 'S'],
  ['--mo=creds', 'get', 'S'],
  ['--mod', 'bad'],
  ['--o', 'json', 'get', 'S', 'U'],
  ['--out=json', 'get', 'S', 'U'],
  ['--outputs=json', 'get', 'S', 'U'],
  ['--k', 'x', 'get', 'S', 'U'],
  ['--k=x', 'get', 'S', 'U'],
  ['--keyring', 'x'],
  ['--keyring-', 'x'],
  ['--keyring-p', '/nonexistent', 'get', 'S', 'U'],
  ['--keyring-b', nullBackend, 'get', 'S', 'U'],
  ['--keyring-b=nope', 'get', 'S', 'U'],
  ['--d'],
  ['--dis'],
  ['--l'],
  ['--list'],
  ['--h'],
  ['--he'],
  ['--=x'],
  ['--=', 'get', 'S', 'U'],
  ['get', 'S', 'U', '--mode', 'creds', '--v'],
  ['get', 'S', 'U', '--vers'],

  // Unknown options.
  ['-x'],
  ['-x', 'get', 'S', 'U'],
  ['--foo'],
  ['--foo', 'get', 'S', 'U'],
  ['--foo=bar', 'get', 'S', 'U'],
  ['--foo', 'bar'],
  ['---', 'get', 'S', 'U'],
  ['-mode', 'creds', 'get', 'S'],
  ['get', 'S', '-U'],
  ['get', 'S', 'U', '-U'],
  ['get', 'S', '-U=x'],
  ['get', 'S', 'U', 'x', '--foo', 'y'],

  // Words that look like options.
  ['get', 'S', '-1'],
  ['get', 'S', '-1.5'],
  ['get', 'S', '-.5'],
  ['get', 'S', '-0'],
  ['get', 'S', '-'],
  ['get', '-', '-'],
  ['get', 'S', '-U x'],
  ['get', 'S', '--foo bar'],
  ['get', 'S', '- '],
  ['get', 'S', ' -U'],
  ['-1'],
  ['-1', 'get'],

  // What looks like one of these and is an option.
  ['get', 'S', '-b x'],
  ['get', 'S', 'U', '-p x'],
  ['--mode=x y', 'get', 'S'],

  // The backend.
  ['-b', nullBackend, 'get', 'S', 'U'],
  [`-b${nullBackend}`, 'get', 'S', 'U'],
  [`-b=${nullBackend}`, 'get', 'S', 'U'],
  ['--keyring-backend', nullBackend, 'get', 'S', 'U'],
  [`--keyring-backend=${nullBackend}`, 'set', 'S', 'U'],
  ['get', 'S', 'U', '-b', nullBackend],
  ['-b', nullBackend, '-p', '/nonexistent', 'get', 'S', 'U'],
  ['-p/nonexistent', 'get', 'S', 'U'],
  ['-p=/nonexistent', 'get', 'S', 'U'],
  ['-p', '', 'get', 'S', 'U'],
  ['-b', failBackend, 'get', 'S', 'U'],
  ['-b', failBackend, 'set', 'S', 'U'],
  ['-b', failBackend, 'del', 'S', 'U'],
  ['-b', 'nope', 'get', 'S', 'U'],
  ['-b', 'nope.Nope', 'get', 'S', 'U'],
  ['-b', 'os.path', 'get', 'S', 'U'],
  ['-b', '', 'get', 'S', 'U'],
  ['-b=', 'get', 'S', 'U'],
  ['-b==x', 'get', 'S', 'U'],
  ['-b', '-1', 'get', 'S', 'U'],
  ['-b', '-', 'get', 'S', 'U'],
  ['-b-x', 'get', 'S', 'U'],
  ['-b', '-x y', 'get', 'S', 'U'],
  ['-bnope=x', 'get', 'S', 'U'],
  ['-b', 'nope', '-b', nullBackend, 'get', 'S', 'U'],
  ['-b'],
  ['-p'],
  ['-b', '-x'],
  ['-b', '-p', 'x', 'get', 'S', 'U'],
  ['-b', '--', 'get', 'S', 'U'],
  ['get', 'S', 'U', '-b'],
  ['get', 'S', 'U', '-p'],

  // Which complaint comes first.
  ['-b', 'nope', 'get', 'S'],
  ['-b', 'nope', 'get', 'S', 'U', 'x'],
  ['-b', 'nope', 'diagnose'],
  ['--foo', '--mode', 'bad'],
  ['foo', '--mode', 'bad'],
  ['--mode', 'bad', 'foo'],
  ['foo', '--foo'],
  ['get', 'S', '--foo', '-b'],
  ['get', 'x', '--help=x'],

  // Options that are done at once.
  ['--list-backends'],
  ['--list-backends', 'get', 'S', 'U'],
  ['--list-backends', '--disable'],
  ['get', '--list-backends'],
  ['--list-backends', 'S'],
  ['--list-backends', '--foo'],
  ['--list-backends=x'],
  ['--list-backends='],
  ['--disable'],
  ['--disable', 'get'],
  ['--disable', 'get', 'S', 'U', 'x'],
  ['--disable=x'],
  ['--disable='],
  ['get', 'S', 'U', '--disable', '--'],
  ['diagnose', '--disable'],
  ['--mode', 'creds', 'diagnose'],

  // Python's script needs a package that is not there, ours is not written: both exit 1.
  ['--print-completion', 'bash'],
  ['--print-completion=zsh', '--mode', 'bad'],
  ['--p', 'tcsh', 'get', 'S', 'U'],
  ['foo', '--print-completion', 'bash'],
  ['--foo', '--print-completion', 'bash'],
  ['--print-completion', 'fish'],
  ['--print-completion='],
  ['--print-completion'],
  ['--print-completion', '--', 'bash'],

  // Help is given where it is met.
  ['-h'],
  ['--help'],
  ['get', '--help'],
  ['get', 'S', 'U', 'x', '-h'],
  ['-h', 'foo'],
  ['--help', '--mode', 'bad'],
  ['--help', '--foo'],
  ['--foo', '--help'],
  ['foo', '--help'],
  ['--mode', 'bad', '--help'],
  ['--mode', '--help'],
  ['-b', '-h'],
  ['-hh'],
  ['-hb'],
  ['-hb', 'x'],
  ['-hbx'],
  ['-hb', '-x'],
  ['-h=x'],
  ['-h-'],
  ['-h-x'],
  ['--help=x'],
  ['--help='],
  ['get', 'S', '--', '--help'],

  // Behind two dashes there are words only.
  ['--'],
  ['--', '--'],
  ['--', 'get'],
  ['--', 'get', 'S', 'U'],
  ['get', '--', 'S', 'U'],
  ['get', 'S', '--', 'U'],
  ['get', 'S', 'U', '--'],
  ['get', 'S', '--', '-U'],
  ['get', '--', '-S', '-U'],
  ['get', 'S', 'U', '--', 'x'],
  ['get', 'S', 'U', '--', '-x'],
  ['get', 'S', 'U', 'x', '--', 'y'],
  ['get', '--', 'S', 'U', 'x'],
  ['--', '--mode', 'creds'],
  ['--', 'foo'],
  ['--mode', 'creds', '--', 'get', 'S'],
  ['--mode=creds', 'get', '--', 'S'],
  ['get', 'S', 'U', '--mode', 'creds', '--'],
  ['get', 'S', 'U', '--mode', 'creds', '--', 'x'],
]

// What the older versions do.
const late = 'older versions: an option behind a word closes the places of the words that were left out'
const dashes = 'older versions: a second `--` that stands for a value is dropped as well'
const number = 'older versions: a word with a dash must be a number from end to end'
const early = 'older versions: ambiguous options are looked for before anything is done'
const cluster = 'older versions: only options may stand behind -h in one argument'
const equals = 'older versions: `-=` is a prefix of nothing'
// What ours does.
const harmless = 'ours lets no control or bidirectional character through'

const differing: readonly Required<ArgumentList>[] = [
  // Words behind options.
  differs(late, ['get', '--mode', 'creds', 'S'], 'exit 1', 'unrecognized arguments: S'),
  differs(late, ['get', '--mode=creds', 'S', 'U'], 'exit 1', 'unrecognized arguments: S U'),
  differs(late, ['get', 'S', '--mode', 'creds', 'U'], 'exit 1', 'unrecognized arguments: U'),
  differs(late, ['get', '--output', 'json', 'S', 'U'], 'exit 1', 'unrecognized arguments: S U'),
  differs(late, ['get', '-b', nullBackend, 'S', 'U'], 'exit 1', 'unrecognized arguments: S U'),
  differs(late, ['set', 'S', `-b${nullBackend}`, 'U'], 'exit 0', 'unrecognized arguments: U'),
  differs(late, ['diagnose', '-p', 'x', 'S'], 'exit 0', 'unrecognized arguments: S'),
  differs(late, ['get', '--list-backends', 'S'], 'exit 0', 'unrecognized arguments: S'),
  differs(late, ['get', 'S', '--U', 'x'], 'unrecognized arguments: --U', 'unrecognized arguments: --U x'),
  differs(
    late,
    ['get', '-U', 'S', '--foo'],
    'unrecognized arguments: -U --foo',
    'unrecognized arguments: -U S --foo',
  ),
  differs(late, ['get', 'S', '--mode', 'creds', '--'], 'exit 1', 'unrecognized arguments: --'),
  differs(late, ['get', 'S', '--mode', 'creds', '--', '-U'], 'exit 1', 'unrecognized arguments: -- -U'),

  // Two dashes.
  differs(dashes, ['get', 'S', '--', '--'], 'exit 1', 'get requires service and username'),
  differs(dashes, ['get', '--', '--', 'U'], 'exit 1', 'get requires service and username'),
  differs(dashes, ['--mode=--', 'get', 'S', 'U'], invalidMode('--'), 'exit 1'),

  // Numbers.
  differs(number, ['get', 'S', '-1abc'], 'exit 1', 'unrecognized arguments: -1abc'),
  differs(number, ['get', 'S', '-1e5'], 'exit 1', 'unrecognized arguments: -1e5'),
  differs(number, ['get', 'S', '-1=x'], 'exit 1', 'unrecognized arguments: -1=x'),
  differs(number, ['get', 'S', '-.5.1'], 'exit 1', 'unrecognized arguments: -.5.1'),
  differs(
    number,
    ['-1abc', '--help'],
    `argument operation: invalid choice: -1abc (choose from ${choices})`,
    'exit 0',
  ),

  // Ambiguity.
  differs(early, ['--help', '--k'], 'exit 0', ambiguous('--k')),
  differs(
    early,
    ['foo', '--k'],
    `argument operation: invalid choice: foo (choose from ${choices})`,
    ambiguous('--k'),
  ),
  differs(early, ['get', '--foo', '--mode=bad', '--k'], invalidMode('bad'), ambiguous('--k')),
  differs(early, ['-b', '--k'], 'argument -b/--keyring-backend: expected one argument', ambiguous('--k')),
  differs(early, ['--mode', 'bad', '--k'], invalidMode('bad'), ambiguous('--k')),
  differs(equals, ['get', 'S', '-=x'], everyOption('-=x'), 'unrecognized arguments: -=x'),
  differs(equals, ['get', 'S', '-= x'], everyOption('-= x'), 'exit 1'),

  // Short options in one argument.
  differs(cluster, ['-hx'], 'exit 0', 'argument -h/--help: ignored explicit argument x'),
  differs(cluster, ['-h1'], 'exit 0', 'argument -h/--help: ignored explicit argument 1'),
  differs(cluster, ['-hhx', 'foo'], 'exit 0', 'argument -h/--help: ignored explicit argument x'),
  differs(
    'older versions: the sign stays with the value',
    ['-hh=x'],
    'argument -h/--help: ignored explicit argument x',
    'argument -h/--help: ignored explicit argument =x',
  ),
  differs('3.9 fails with a traceback', ['-h='], 'argument -h/--help: ignored explicit argument ', 'exit 1'),

  // Ours.
  differs('an option of our own', ['--version'], 'exit 0', 'unrecognized arguments: --version'),
  differs(
    'an option of our own',
    ['get', 'S', 'U', '--version'],
    'exit 0',
    'unrecognized arguments: --version',
  ),
  differs(
    'an option of our own',
    ['--version=x'],
    'argument --version: ignored explicit argument x',
    'unrecognized arguments: --version=x',
  ),
  differs(
    'ours loads no backend for nothing',
    ['-b', 'nope'],
    operationMissing,
    'Unable to load specified keyring',
  ),
  differs(
    harmless,
    ['get', 'S', 'U', 'a\u001b[2Jb\u202ec\nd'],
    'unrecognized arguments: a?[2Jb?c?d',
    'unrecognized arguments: a\u001b[2Jb\u202ec\nd',
  ),
  differs(harmless, ['get', 'S', '-U\tx'], 'unrecognized arguments: -U?x', 'unrecognized arguments: -U\tx'),
  differs(harmless, ['--mode', 'a\u0007'], invalidMode('a?'), invalidMode('ax07')),
]

function invalidMode(value: string): string {
  return `argument --mode: invalid choice: ${value} (choose from password, creds)`
}

function ambiguous(option: string): string {
  return `ambiguous option: ${option} could match --keyring-path, --keyring-backend`
}

function everyOption(option: string): string {
  const rest = '--list-backends, --disable, --mode, --output, --print-completion'
  return `ambiguous option: ${option} could match -h, --help, -p, --keyring-path, -b, --keyring-backend, ${rest}`
}

/** A list with more than one right outcome; ours is the first. */
function differs(
  because: string,
  argv: readonly string[],
  ...right: readonly string[]
): Required<ArgumentList> {
  return { argv, right, because }
}

/** Every command line to try. */
export const argumentLists: readonly ArgumentList[] = [...alike.map((argv) => ({ argv })), ...differing]
