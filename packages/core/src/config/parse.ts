import { oneLine } from '../errors.ts'
import { commentStart, contentStart, startsComment, strip } from './line.ts'

/** What a configuration file says, and what in it cannot be followed. */
export interface ConfigFile {
  /** In the order of the file. One that is repeated is merged into its first appearance. */
  readonly sections: readonly Section[]
  readonly issues: readonly Issue[]
}

export interface Section {
  readonly name: string
  /** Of its (first) header, counted from 1. */
  readonly line: number
  /** By their names in lower case. */
  readonly options: ReadonlyMap<string, Option>
}

export interface Option {
  readonly value: string
  readonly line: number
}

/** A mistake in the file. It concerns only those who need what it touches. */
export interface Issue {
  readonly line: number
  /** Undefined: before any header, or in what may be a header itself. Nobody can tell whom it concerns. */
  readonly section: string | undefined
  /** `bad-header` comes from the reading of section names, the others from the parser. */
  readonly kind: 'no-section' | 'bad-line' | 'duplicate-section' | 'duplicate-option' | 'bad-header'
  /** One line in plain words, with no more of the file than names: a line may hold a secret. */
  readonly message: string
}

/** How Python's RawConfigParser was told to read; absent: as for keyrings.codeartifact. */
export interface Dialect {
  /** Whether `#` and `;` after white space start a comment inside a line. */
  readonly inlineComments?: boolean
  /** The one section that may be repeated. */
  readonly defaultSection?: string
}

/**
 * Reads a configuration file as Python's `RawConfigParser(inline_comment_prefixes=('#', ';'))` does, or as
 * its `RawConfigParser()` where `inlineComments` is false. Never throws: where Python would, there is an
 * issue with the same line, and reading goes on. Where Pythons differ it follows 3.10 to 3.12; names in lower
 * case follow the Unicode of the JavaScript engine. https://docs.python.org/3.12/library/configparser.html,
 * `_read` in Lib/configparser.py
 */
export function parseConfig(text: string, dialect: Dialect = {}): ConfigFile {
  const { inlineComments = true, defaultSection = 'DEFAULT' } = dialect
  const reader = new Reader(defaultSection)
  const hasMark = text.startsWith('\ufeff')
  if (hasMark) reader.report(1, 'no-section', 'the file starts with a byte order mark: save it without one')
  const lines = (hasMark ? text.slice(1) : text).split(/\r\n|\r|\n/)
  for (const [at, line] of lines.entries()) reader.read(line, at + 1, inlineComments)
  return { sections: [...reader.sections.values()], issues: reader.issues }
}

interface GrowingSection extends Section {
  readonly options: Map<string, GrowingOption>
}

interface GrowingOption extends Option {
  value: string
}

/** The state of Python's loop over the lines. */
class Reader {
  readonly sections = new Map<string, GrowingSection>()
  readonly issues: Issue[] = []
  readonly #defaultSection: string
  #section: GrowingSection | undefined
  /** The indentation of the last header or option: deeper lines go on with its value. */
  #indentation = 0
  /** Whether there is an option for deeper lines to go on with. */
  #continues = false
  /** The option itself. Undefined after a mistake, whose further lines must not change a good value. */
  #option: GrowingOption | undefined
  /** Empty lines of a value count only if more of it follows. */
  #emptyLines = 0

  constructor(defaultSection: string) {
    this.#defaultSection = defaultSection
  }

  read(line: string, number: number, inlineComments: boolean): void {
    const from = contentStart(line)
    if (from === line.length) {
      this.#emptyLines++
      return
    }
    if (startsComment(line, from)) return
    const content = strip(inlineComments ? line.slice(0, commentStart(line)) : line)
    if (this.#continues && from > this.#indentation) {
      if (this.#option !== undefined) this.#option.value += '\n'.repeat(this.#emptyLines + 1) + content
      this.#emptyLines = 0
      return
    }
    this.#indentation = from
    this.#emptyLines = 0
    // Python's pattern is greedy: the header ends at the last bracket, and what follows that is ignored.
    const headerEnd = content.startsWith('[') ? content.lastIndexOf(']') : -1
    if (headerEnd > 1) this.#readHeader(content.slice(1, headerEnd), number)
    else if (this.#section !== undefined) this.#readOption(content, number, this.#section)
    else if (this.issues.length === 0) this.report(number, 'no-section', 'this stands before any [section]')
  }

  #readHeader(name: string, line: number): void {
    this.#continues = false
    this.#option = undefined
    this.#section = this.sections.get(name)
    if (this.#section === undefined) {
      this.#section = { name, line, options: new Map() }
      this.sections.set(name, this.#section)
    } else if (name !== this.#defaultSection) {
      const message = `${shown(`[${name}]`)} is there already, in line ${this.#section.line}`
      this.report(line, 'duplicate-section', message, name)
    }
  }

  #readOption(content: string, line: number, section: GrowingSection): void {
    const delimiter = content.search(/[=:]/)
    const option = { value: strip(content.slice(delimiter + 1)), line }
    this.#option = undefined
    if (delimiter > 0) {
      const name = strip(content.slice(0, delimiter)).toLowerCase()
      const first = section.options.get(name)
      this.#continues = true
      if (first === undefined) {
        section.options.set(name, option)
        this.#option = option
      } else {
        const message = `${shown(name)} is set already, in line ${first.line}`
        this.report(line, 'duplicate-option', message, section.name)
      }
    } else if (delimiter === 0) {
      this.#continues = false
      this.report(line, 'bad-line', 'there is no name before "=" or ":"', section.name)
    } else if (content.startsWith('[')) {
      this.report(line, 'bad-line', 'this is no [section] header: "]" or the name is missing')
    } else {
      this.report(line, 'bad-line', 'this is neither a [section] header nor "name = value"', section.name)
    }
  }

  report(line: number, kind: Issue['kind'], message: string, section?: string): void {
    this.issues.push({ line, section, kind, message })
  }
}

/** Returns a name from the file as messages may show it. */
export function shown(name: string): string {
  return oneLine(name, 100)
}
