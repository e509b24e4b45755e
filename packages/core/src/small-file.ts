import { readFileSync, type Stats, statSync } from 'node:fs'
import { KeyringError } from './errors.ts'

const largestFile = 1024 * 1024

/**
 * Returns the text of a file of at most 1 MiB, or undefined where there is none.
 * Throws KeyringError `bad-config` where it is there and cannot be read.
 */
export function readSmallFile(path: string): string | undefined {
  try {
    const found = find(path)
    if (found === undefined) return undefined
    // A pipe or a device may never end. /dev/null is how people say "no file".
    if (!found.isFile() && !found.isDirectory() && path !== '/dev/null') throw unusable(path, 'is not a file')
    if (found.size > largestFile) throw unusable(path, 'is larger than 1 MiB')
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
function find(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(code)) return undefined
    throw error
  }
}

function unusable(path: string, why: string): KeyringError {
  return new KeyringError('bad-config', `${path} ${why}`, { hint: 'check that this is the right file' })
}
