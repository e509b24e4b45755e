import { KeyringError } from '../errors.ts'
import { strip } from './line.ts'
import { type Issue, parseConfig } from './parse.ts'

const section = 'backend'
const option = 'default-keyring'
const defaults = 'DEFAULT'

/**
 * Returns the backend that `[backend] default-keyring` names, or undefined where there is none, as
 * `load_config` of Python's keyring reads it: no comments inside lines, and `[DEFAULT]` serves a `[backend]`
 * that lacks the option. Throws KeyringError `bad-config` for a mistake in what has to be read for it; Python
 * fails for one anywhere.
 */
export function configuredBackend(text: string): string | undefined {
  // Nearly every file has neither, and every call comes through here.
  if (!/\[backend|default-keyring/i.test(text)) return undefined
  const { sections, issues } = parseConfig(text, { inlineComments: false, defaultSection: defaults })
  const issue = issues.find(touches)
  if (issue !== undefined) {
    throw new KeyringError('bad-config', `keyringrc.cfg, line ${issue.line}: ${issue.message}`, {
      hint: 'correct that line; `keyring diagnose` prints where the file is',
    })
  }
  const [own, inherited] = [section, defaults].map((name) => sections.find((found) => found.name === name))
  if (own === undefined) return undefined
  const value = (own.options.get(option) ?? inherited?.options.get(option))?.value
  return value === undefined ? undefined : strip(value)
}

function touches(issue: Issue): boolean {
  return issue.section === undefined || issue.section === section || issue.section === defaults
}
