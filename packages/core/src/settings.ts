import { configPath } from './config/locate.ts'
import { parseConfig } from './config/parse.ts'
import { pickSection } from './config/sections.ts'
import type { Options } from './context.ts'
import { KeyringError, oneLine } from './errors.ts'
import type { Machine } from './machine.ts'
import type { OptionSpec, Source } from './provider.ts'
import type { Route } from './router.ts'
import { readSmallFile } from './small-file.ts'

/** What configuration says for one claim. */
export interface Settings {
  readonly options: Options
  /** Which section of which file decided, for explanations. */
  readonly from: string
  /** Every section with qualifiers, and its score or why it does not apply. */
  readonly considered: readonly string[]
  /** Returns the file and the line of an option, for messages. */
  readonly placeOf: (option: string) => string
  /** The sources to ask, in order. */
  readonly sources: readonly Source[]
}

/** The options that the sections of every provider may hold. */
const commonOptions: readonly OptionSpec[] = [
  { name: 'sources', about: 'which sources to ask, in which order, separated by commas' },
  // Nothing is cached yet, so that either word is followed.
  {
    name: 'cache',
    about: 'on or off',
    check: (value) => (/^(on|off)$/i.test(value) ? undefined : 'is not on or off'),
  },
  { name: 'hosts', about: 'further hosts', check: () => 'is not supported by this version' },
]

/**
 * Returns what keyringrc.cfg says for a claim. Only what this claim depends on is checked: a mistake in another
 * provider's section ends no call that does without it.
 * Throws KeyringError `bad-config`, which names the file and the line.
 */
export function readSettings({ provider, claim }: Route, machine: Machine): Settings {
  const path = configPath(machine.env, machine.home, machine.platform)
  const text = path === undefined ? undefined : readSmallFile(path)
  const sources = provider.sources(claim)
  if (path === undefined || text === undefined) {
    const nowhere = 'no keyringrc.cfg'
    return { options: {}, from: nowhere, considered: [], placeOf: () => nowhere, sources }
  }

  if (text.includes('\ufffd')) {
    throw new KeyringError('bad-config', `${path} is not UTF-8`, { hint: 'save it as UTF-8' })
  }
  const picked = pickSection(parseConfig(text), provider.name, provider.qualifiers, claim.index)
  const mistake = (line: number | undefined, problem: string, hint = 'correct that line') =>
    new KeyringError('bad-config', `${path}, line ${line}: ${problem}`, { hint })
  const [issue] = picked.issues
  if (issue !== undefined) throw mistake(issue.line, issue.message)

  const specs = [...commonOptions, ...provider.options]
  const options: Record<string, string> = {}
  for (const [name, value] of Object.entries(picked.options)) {
    const line = picked.where[name]
    const spec = specs.find((known) => known.name === name)
    if (spec === undefined) {
      const known = `this section may hold ${specs.map((each) => each.name).join(', ')}`
      throw mistake(line, `there is no option ${nameToShow(name)}`, known)
    }
    const problem = spec.check?.(value)
    if (problem !== undefined) throw mistake(line, `${name} ${problem}`)
    const read = spec.read === undefined ? value : spec.read(value)
    if (read !== undefined && !isReplaced(spec, picked.own, specs)) options[name] = read
  }

  const section = picked.winner === undefined ? `[${provider.name}]` : `[${picked.winner.name}]`
  const from = `${section} of ${path}`
  const placeOf = (option: string) => `${path}, line ${picked.where[option]}`
  const considered = picked.scores.map((each) => {
    const outcome = 'score' in each ? `score ${each.score}` : each.ruledOut
    return oneLine(`[${each.name}], line ${each.line}: ${outcome}`, 300)
  })
  const settings = { options, from, considered, placeOf }
  if (options.sources === undefined) return { ...settings, sources }
  const chosen = chooseSources(options.sources, sources)
  if (typeof chosen !== 'string') return { ...settings, sources: chosen }
  throw mistake(picked.where.sources, chosen, `the sources are ${sources.map(({ name }) => name).join(', ')}`)
}

/** Tells whether the winning section says by another option of the same group what this default said. */
function isReplaced(spec: OptionSpec, own: ReadonlySet<string>, specs: readonly OptionSpec[]): boolean {
  if (spec.group === undefined || own.has(spec.name)) return false
  return specs.some(({ name, group }) => group === spec.group && own.has(name))
}

/** A secret that was wrapped onto a line of its own and ends in `=` reads as the name of an option. */
function nameToShow(name: string): string {
  return /^[a-z_-]{1,30}$/.test(name) ? name : 'of that name'
}

/** Returns the sources that `sources = a, b` names, in its order, or what is wrong with it. */
function chooseSources(wanted: string, sources: readonly Source[]): readonly Source[] | string {
  const names = wanted.split(/[\s,]+/).filter((name) => name !== '')
  if (names.length === 0) return 'sources names none'
  const chosen = names.map((name) => sources.find((source) => source.name === name))
  const unknown = names[chosen.indexOf(undefined)]
  if (unknown !== undefined) return `there is no source ${oneLine(unknown, 100)}`
  return chosen.filter((source) => source !== undefined)
}
