const hash = 0x23
const semicolon = 0x3b

/** Tells whether a comment character stands there. */
export function startsComment(line: string, at: number): boolean {
  const code = line.charCodeAt(at)
  return code === hash || code === semicolon
}

/**
 * Returns where the comment in a line that does not start with one begins, or undefined where there is none.
 * Python looks at the first `#` and the first `;`, then at the second of each, and so on until one of the two
 * follows white space: in `a;b ;c #d` that is the `#`. Python 3.13 takes the earliest one instead.
 */
export function commentStart(line: string): number | undefined {
  let [h, s] = [line.indexOf('#'), line.indexOf(';')]
  while (h >= 0 || s >= 0) {
    const starts = [h, s].filter((at) => at > 0 && isSpace(line.charCodeAt(at - 1)))
    if (starts.length > 0) return Math.min(...starts)
    h = h < 0 ? h : line.indexOf('#', h + 1)
    s = s < 0 ? s : line.indexOf(';', s + 1)
  }
  return undefined
}

/** Returns where the first character that is not white space stands, or the length of the line. */
export function contentStart(line: string): number {
  let at = 0
  while (at < line.length && isSpace(line.charCodeAt(at))) at++
  return at
}

/** Returns the text without white space at its ends: Python's `str.strip()`. */
export function strip(text: string): string {
  let end = text.length
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(Math.min(contentStart(text), end), end)
}

/**
 * Python's `str.isspace()`. JavaScript's `trim` and `\s` lack U+001C to U+001F and U+0085, and have U+FEFF.
 * https://docs.python.org/3/library/stdtypes.html#str.isspace
 */
function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f)
  return code === 0x85 || (code !== 0xfeff && /\s/.test(String.fromCharCode(code)))
}
