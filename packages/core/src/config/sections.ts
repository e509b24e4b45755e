import { type ConfigFile, type Issue, type Section, shown } from './parse.ts'

/** What a file says for one index of one provider. */
export interface Picked {
  /** The defaults of `[provider]`, overlaid by the section that won. Empty values are kept. */
  readonly options: Readonly<Record<string, string>>
  /** The options that the winner itself sets. */
  readonly own: ReadonlySet<string>
  /** The line of each of these options. */
  readonly where: Readonly<Record<string, number>>
  /** Undefined where only the defaults apply. */
  readonly winner: Scored | undefined
  /** Every section with qualifiers of this provider, in the order of the file: for explanations. */
  readonly scores: readonly (Scored | RuledOut)[]
  /** The mistakes that touch this answer: it must not be used where there are any. By line. */
  readonly issues: readonly Issue[]
}

/** A section that applies. */
export interface Scored {
  readonly name: string
  readonly line: number
  readonly score: number
}

/** A section that does not apply, or cannot be read. */
export interface RuledOut {
  readonly name: string
  readonly line: number
  readonly ruledOut: string
}

/**
 * Picks the section of a provider for an index: a qualifier that equals the index's part scores one; one that
 * differs, or whose part is unknown (absent from `index`), rules the section out; the highest score wins, and
 * the first in the file among equals. Never throws: see `issues`.
 *
 * Values compare exactly, as in keyrings.codeartifact. Parts of host names come in lower case and must be
 * written so: folding here would make one of two repositories that differ only in case, which a cloud may
 * keep apart.
 */
export function pickSection(
  file: ConfigFile,
  provider: string,
  qualifiers: readonly string[],
  index: Readonly<Record<string, string>>,
): Picked {
  const plain: Section[] = []
  const scores: (Scored | RuledOut)[] = []
  const issues: Issue[] = []
  let winner: Scored | undefined
  let winning: Section | undefined
  for (const section of file.sections) {
    const { name, line } = section
    issues.push(...cutHeaders(section, provider))
    const rest = restOfHeader(name, provider)
    if (rest === '') plain.push(section)
    if (rest === undefined || rest === '') continue
    const header = readQualifiers(rest, qualifiers)
    const ruledOut = whyNot(header.values, index)
    if (ruledOut !== undefined) {
      scores.push({ name, line, ruledOut })
    } else if (header.mistake !== undefined) {
      scores.push({ name, line, ruledOut: header.mistake })
      issues.push({ line, section: name, kind: 'bad-header', message: header.mistake })
    } else {
      const scored = { name, line, score: header.values.size }
      scores.push(scored)
      if (winner === undefined || scored.score > winner.score) [winner, winning] = [scored, section]
    }
  }
  issues.push(...file.issues.filter((issue) => touches(issue, plain, winning)), ...repeated(plain))
  issues.sort((a, b) => a.line - b.line)
  const options = [...plain, ...(winning === undefined ? [] : [winning])].flatMap((section) => [
    ...section.options,
  ])
  return {
    options: Object.fromEntries(options.map(([name, { value }]) => [name, value])),
    where: Object.fromEntries(options.map(([name, { line }]) => [name, line])),
    own: new Set(winning?.options.keys()),
    winner,
    scores,
    issues,
  }
}

/** What follows the provider's name in a section's name; undefined for the sections of others. */
function restOfHeader(name: string, provider: string): string | undefined {
  const trimmed = name.trim()
  if (!trimmed.startsWith(provider)) return undefined
  const rest = trimmed.slice(provider.length)
  return rest === '' || /^\s/.test(rest) ? rest.trim() : undefined
}

/** `name="value"`, `name='value'` or `name=value`; only a quoted value may touch what follows it. */
const qualifier = /^\s*([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=,]+)(?=\s|$))/

/** The qualifiers that can be read beyond doubt, and the first mistake. */
interface Header {
  readonly values: ReadonlyMap<string, string>
  readonly mistake?: string
}

function readQualifiers(text: string, known: readonly string[]): Header {
  const values = new Map<string, string>()
  let mistake: string | undefined
  let rest = text
  while (rest.trim() !== '') {
    const found = qualifier.exec(rest)
    if (found === null) {
      mistake ??= `this header cannot be read to its end: write ${known[0]}="...", with blanks between`
      break
    }
    const name = (found[1] ?? '').toLowerCase()
    if (!known.includes(name)) {
      mistake ??= `${shown(name)} is not a qualifier: this header may hold ${known.join(', ')}`
    } else if (values.has(name)) {
      mistake ??= `${name} stands twice in this header`
    } else {
      values.set(name, found[2] ?? found[3] ?? found[4] ?? '')
    }
    rest = rest.slice(found[0].length)
  }
  return mistake === undefined ? { values } : { values, mistake }
}

function whyNot(values: Header['values'], index: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of values) {
    const actual = index[name]
    if (actual === undefined) return `${name} is not known here`
    if (actual !== value) return `${name} is ${shown(actual)}, not ${shown(value)}`
  }
  return undefined
}

function touches(issue: Issue, plain: readonly Section[], winning: Section | undefined): boolean {
  if (issue.section === undefined || issue.section === winning?.name) return true
  // Defaults may be repeated: Python lets the default section, which the plain one is for its plugin.
  return issue.kind !== 'duplicate-section' && plain.some(({ name }) => name === issue.section)
}

/** Plain sections whose names differ by blanks are one: an option may stand in one of them only. */
function repeated(plain: readonly Section[]): Issue[] {
  const lines = new Map<string, number>()
  return plain.flatMap((section) =>
    [...section.options].flatMap(([name, { line }]): Issue[] => {
      const first = lines.get(name)
      lines.set(name, first ?? line)
      if (first === undefined) return []
      const message = `${shown(name)} is set already, in line ${first}`
      return [{ line, section: section.name, kind: 'duplicate-option', message }]
    }),
  )
}

/**
 * To Python, `[provider name="a #1"]` and other headers without their bracket are options of the section
 * before, as is all that was meant to stand below: silently, the wrong identity would be asked.
 */
function cutHeaders(section: Section, provider: string): Issue[] {
  return [...section.options]
    .filter(([name]) => name.startsWith('[') && restOfHeader(name.slice(1), provider) !== undefined)
    .map(([, { line }]) => ({
      line,
      section: section.name,
      kind: 'bad-header',
      message: 'this header has no "]": is it missing, or cut off by a comment?',
    }))
}
