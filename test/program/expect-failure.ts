import { expect } from 'vitest'
import type { Finished } from '../support/run.ts'

/** One line that names the index and says what is wrong, and one that says what to do. */
export function expectFailure(finished: Finished, says: RegExp, hint: RegExp) {
  const [first = '', second = '', ...rest] = finished.stderr.trimEnd().split('\n')
  expect(first).toMatch(/^keyring: https:\/\/[^ ]+\/simple\/: ./)
  expect(first).toMatch(says)
  expect(second).toMatch(/^hint: ./)
  expect(second).toMatch(hint)
  expect(rest).toEqual([])
  expect(finished.stdout).toBe('')
  expect(finished.code).toBe(1)
}
