import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs'
import { type Explanation, oneLine, serviceLabel } from '@cloud-keyring/core'
import type { World } from './world.ts'

/**
 * Appends how a call went to the file that CLOUD_KEYRING_LOG names: pip and PDM throw standard error away. Nothing
 * secret is in it; it is for its owner alone all the same, and a link in its place is not followed.
 * A log that cannot be written is said on standard error and fails nothing.
 */
export function appendLog(service: string, explanation: Explanation, outcome: string, world: World): void {
  const path = world.machine.env.CLOUD_KEYRING_LOG
  if (path === undefined || path === '') return
  const lines = [
    `service ${serviceLabel(service)}`,
    ...(explanation.provider === undefined
      ? []
      : [`provider ${explanation.provider}, index ${pairs(explanation.index)}`]),
    ...(explanation.section === undefined ? [] : [`options from ${explanation.section}`]),
    ...(explanation.considered ?? []).map((section) => `section ${section}`),
    ...explanation.attempts.map(
      ({ source, skipped, seconds }) => `source ${source} (${seconds.toFixed(3)} s): ${skipped ?? 'asked'}`,
    ),
    ...explanation.notes.map((text) => `note: ${text}`),
    `outcome: ${outcome}`,
  ]
  const stamp = world.machine.now().toISOString()
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants
  try {
    const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600)
    try {
      // A pipe that nobody reads would hold up the client.
      if (!fstatSync(file).isFile()) throw Object.assign(new Error('not a file'), { code: 'EINVAL' })
      writeSync(file, lines.map((line) => `${stamp} ${oneLine(line, 2000)}\n`).join(''))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    world.terminal.err(`keyring: CLOUD_KEYRING_LOG names a file that cannot be written (${code})\n`)
  }
}

function pairs(index: Explanation['index'] = {}): string {
  return Object.entries(index)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}
