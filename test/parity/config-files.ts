/**
 * Configuration files to read with Python and with ours: nasty ones written by hand, and any number of made
 * ones.
 */

/** Every file here caught, or could catch, a difference between the two languages. */
export const nastyFiles: readonly string[] = [
  '',
  '\n\r\n\r',
  '\ufeff',
  '\ufeff[a]\nk = v\n',
  '\ufeff# comment\n[a]\nk = v',
  '[a]\n\ufeffk = v\ufeff\n\ufeff',
  '# only a comment',
  'k = v\n[a]\nk = v\n',
  '  \n ; c\n  loose\n[a]\n',
  // Line ends: only these three; \v, \f, \x1c to \x1e, \x85, \u2028 and \u2029 end lines elsewhere in Python.
  '[a]\r\nk = 1\r\n l\r\nm = 2\rn = 3\n\ro = 4',
  '[a]\nk = 1\x0bl = 2\x0cm = 3\x1cn\x1d\x1e\x1fo\x85p\u2028q\u2029r\n',
  '[a]\rk = 1\r\r m\r\r\r\nn = 2',
  // White space that only one of the languages knows, at every place that is stripped.
  '[a]\n\x1fk\x1c=\x1d v \x1e\n\x85l\x85:\x85w\x85\n',
  '[a]\n\u180em\u180e=\u180ex\u180e\n\ufeffn\ufeff=\ufeffy\ufeff\n',
  '[a]\nk = v\n\x1c\n\x85\n\u2028 \u3000\nl = w\n',
  '[a]\nk = v\n\x1f\x1fdeeper\n\u3000deeper\n\ufeffnot: deeper\n\u200bnot: blank\n',
  '[a]\nk = a\x1f#b\x85;c\nl = a\u2003;b\nm = a\ufeff#b\nn = a\u200b;b\n',
  // Comments.
  '[a]\nk = v # c\nl = v#c\nm = v ;c\nn = #c\no = ; c\np= a#b #c\nq = ab#cd;ef\n',
  '[a]\nk = a;b ;c #d\nl = a#b #c ;d\nm = a;b#c ;d #e\nn = a#;b ;#c\no = a ##b\np = ;;#\n',
  '[a]\nk = v\n  # comment\n  more ; comment\n\n  ; comment\n\n  last\n# out\n  still\n',
  '[a]\nk = v\n# c\nl\n',
  '[a] # comment ]\nk = v\n[b ; c]\nl = w\n',
  '[a]\nk # = v\n',
  '[a]\nk ;: v\nl = w',
  '[a]\n;k = v\n #l = w\n\t;m = x\n\x1f#n\n',
  // Indentation.
  '[a]\n  k = v\n l = w\n  m = x\n\t\tn = y\n',
  '  [a]\n k = v\n  [b]\n l = w\n[c]\n',
  '[a]\n   first\n      second\nk = v\n',
  '[a]\n\n   k = v\n    more\n   l = w\n  [b]\n    m = x\n',
  '[a]\nk = v\n [b]\n l = w\n',
  '[a]\nbad\n  deeper\n  k = v\n',
  '[a]\nk = v\nbad\n  deeper\n\n  deeper\n l = w\nbad\n',
  '[a]\nk =\n  v\n\n  w\n\n\nl =\n\n\nm = \n #\n',
  '[a]\n  k = v\nbad\n  l = w\n',
  // Empty lines at the ends of values.
  '[a]\nk = v\n\n\n[b]\nl =\n   \n\t\n',
  '[a]\nk =\n\n\n  v\n   \n  \n',
  '[a]\n\n\nk = v\n\n# c\n\n  w',
  // Names and delimiters.
  '[a]\n= v\n',
  '[a]\n: v\n  w = x\n  more\nk = 1\n',
  '[a]\nk = 1\n= v\n  l = 2\n',
  '[a]\nk = 1\n= v\n  loose\n l = 2\n',
  '[a]\n= 1\n= 2\n',
  '[a]\nk:v=w\nl=v:w\nm==\nn::\no : = v\np q r = s\n',
  '[a]\nk\nl = 1\nm\n',
  '[a]\nK = 1\nk = 2\n',
  '[a]\nK = 1\n[b]\nk = 2\n[A]\nk = 3',
  '[a]\nİ = 1\ni̇ = 2\n',
  '[a]\n\u00e9 = 1\ne\u0301 = 2\nÉ\u0301 = \u00c5\u212b\n',
  '[a]\nẞ = 1\nß = 2\nSS = 3\n',
  '[a]\nΑΣ = 1\nΑΣΑ = 2\nΣ = 3\nΑ\u0301Σ\u0301 = 4\nΑΣ. = 5\nας = 6\n',
  '[a]\n\u212a = kelvin\nǅ = 2\nÅ = 3\n𐐀 = 4\nＡ = 5\nꙀ = 6\n',
  '[a]\nkey with\tblanks  = v\n"k" = "v"\n[k = v\n]k = v\nk] = v\n',
  '[a]\n__proto__ = 1\nconstructor = 2\n[__proto__]\nk = 1\n[constructor]\ntoString = x\n',
  '[a]\nk = %(l)s $(m) %\n',
  '[a]\nk\0 = v\0w\n\0 = \0\n\0\n',
  '[a]\nk = \u{1f511}\n\u{1f511} = v\n[\u{1f511}]\nk = v',
  // Headers.
  '[]\n[a]\n',
  '[a]\n[]\n[] = 1\n[]]\nk = v\n[ ]\nl = w\n',
  '[a]]\nk = v\n[[b]]\n[c] d\n[e] f]\n[g]]h\n[i]k = v\n',
  '[a\n[b]\n',
  '[b]\n[codeartifact name="x\nk = v\n',
  '[b]\n[codeartifact\nk = v\n',
  '[ a ]\nk = 1\n[a ]\nk = 2\n[ a]\nk = 3\n[a]\nk = 4\n',
  '[a]\n]b[\n[a] = 1\n',
  '[a=b:c]\nk = v\n[a = b\n[a]b=c]\n',
  '[codeartifact account="1" name="a #b"]\nk = v\n',
  "[codeartifact]\nk = 1\n[codeartifact name='a;b']\nk = 2 ;3\n",
  // Duplicates: only the default section may be repeated, and its options may not.
  '[a]\n[a]\n',
  '[a]\nk = 1\n[b]\n[a]\nk = 2\n',
  '[codeartifact]\nk = 1\n[codeartifact]\nl = 2\n',
  '[codeartifact]\nk = 1\n[a]\nk = 2\n[codeartifact]\nK = 3\n',
  '[DEFAULT]\nk = 1\n[a]\nk = 2\n[DEFAULT]\nl = 3\n[a]\n',
  '[default]\nk = 1\n[default]\nl = 2\n',
  '[a]\nk = 1\nbad\nk = 2\nbad\n[a]\nbad\n',
  '[DEFAULT]\nk = 1\n[codeartifact]\nk = 2\n[DEFAULT]\nk = 3',
  // Backends.
  '[backend]\ndefault-keyring = keyring.backends.null.Keyring\n',
  '[backend]\nDefault-Keyring:\n  keyring.backends.null.Keyring ; not a comment\n',
  '[DEFAULT]\ndefault-keyring = a.B\n[backend]\n',
  '[DEFAULT]\ndefault-keyring = a.B\n[backend]\ndefault-keyring =\n',
  '[DEFAULT]\ndefault-keyring = a.B\n',
  '[backend]\ndefault-\u212aeyring = a.B\n',
  '[backend]]\ndefault-keyring = a.B\n',
  '[backend] ; c ]\ndefault-keyring = a.B\n',
]

/** Returns `count` files; the same ones for the same seed. */
export function madeFiles(count: number, seed: number): string[] {
  const random = generator(seed)
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? ''
  const some = (from: readonly string[], most: number) =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(from)).join('')
  const line = (tame: boolean): string => {
    const dice = random()
    const blanks = tame ? [' ', '\t'] : odd
    const indent = random() < 0.65 ? '' : some(blanks, 3)
    const comment =
      random() < 0.8 ? '' : `${pick([' ', '\t', '', ...blanks])}${pick(['#', ';'])}${some(words, 2)}`
    if (dice < 0.12) return some(blanks, 2)
    if (dice < 0.22) return `${indent}${pick(['#', ';'])}${some([...words, ...blanks, '=', '[', ']'], 4)}`
    if (dice < 0.42) return `${indent}[${pick(tame ? headers : [...headers, ...oddHeaders])}]${comment}`
    if (dice < 0.47 && !tame) return `${indent}${some(soup, 8)}`
    if (dice < 0.6) return `${some(blanks, 4)}${pick([...words, ...values])}${comment}`
    const number = random() < 0.6 ? Math.floor(random() * 60) : ''
    const name = `${indent}${pick(tame ? words : [...words, ...oddNames])}${number}`
    const around = () => (random() < 0.3 ? '' : some(blanks, 2))
    const value = some([...values, ...blanks], 3)
    return `${name}${around()}${pick(['=', ':'])}${around()}${value}${comment}`
  }
  return Array.from({ length: count }, () => {
    const tame = random() < 0.6
    const ends = random() < 0.7 ? ['\n'] : ['\n', '\r\n', '\r']
    const lines = Array.from({ length: 1 + Math.floor(random() * 14) }, () => line(tame) + pick(ends))
    const first = random() < 0.9 ? `[${pick(headers)}]\n` : random() < 0.2 ? '\ufeff' : ''
    const text = first + lines.join('')
    return random() < 0.3 ? text.slice(0, -1) : text
  })
}

const odd = [
  ...' \t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2003\u200b\u2028\u2029\u202f\u205f\u3000\ufeff\0',
]
const words = [
  'a',
  'b',
  'key',
  'Key',
  'KEY',
  'profile_name',
  'default-keyring',
  'two words',
  'x1',
  'y2',
  'z3',
]
const oddNames = [
  '',
  'İ',
  'i̇',
  'ẞ',
  'ß',
  'ΑΣ',
  'ας',
  'Σ',
  '\u212a',
  'k',
  '[',
  ']',
  '[a',
  '"q"',
  "'",
  '\0',
  '𐐀',
  '__proto__',
]
const values = [
  'v',
  '1',
  '"q"',
  "'",
  '#',
  ';',
  '#x',
  ';x',
  'a#b',
  'a;b',
  '%(a)s',
  'ab==',
  'x:y',
  '[',
  ']',
  'é',
  '\u{1f511}',
]
const headers = [
  ...[
    'a',
    'b',
    'c',
    'd',
    'e',
    'codeartifact',
    'DEFAULT',
    'backend',
    'codeartifact domain="dom"',
    'artifactregistry',
  ],
  ...[
    'codeartifact account="999999999999" name=\'staging\' domain=dom',
    'x y',
    'Z',
    'plugin gitea',
    'f',
    'g',
    'h',
  ],
]
const oddHeaders = [
  '',
  ' ',
  ']',
  '[a]',
  'a] [b',
  'a ;b',
  'a #b',
  '\0',
  'İ',
  '\u2028',
  '\x1f',
  '=',
  'k=v',
  '__proto__',
]
const soup = [...'[]=:#;" aA', ...odd, '\n']

/** mulberry32: small, and the same numbers on every machine. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
