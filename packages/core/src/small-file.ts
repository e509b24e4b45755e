import { readFileSync, statSync } from 'node:fs'
import { KeyringError } from './errors.ts'

const largestFile = 1024 * 1024

/**
 * Returns the text of a file of at most 1 MiB, or undefined where there is none.
 * Throws KeyringError `bad-config` where it is there and cannot be read.
 */
export function readSmallFile(path: string): string | undefined {
  try {
    const size = sizeOf(path)
    if (size === undefined) return undefined
    if (size > largestFile) {
      throw new KeyringError('bad-config', `${path} is larger than 1 MiB`, {
        hint: 'check that this is the right file',
      })
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof KeyringError) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new KeyringError('bad-config', `${path} cannot be read (${code})`, {
      hint: 'check its owner and its permissions',
      cause: error,
    })
  }
}

/** A file below a folder that may not be entered (`docker run --user` with root's HOME) is not there for us. */
function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(code)) return undefined
    throw error
  }
}
