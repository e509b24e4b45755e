import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { configPath } from '@cloud-keyring/core'
import { nullBackend } from '../backend.ts'
import type { ExitCode, World } from '../world.ts'

/** `--disable`: writes a configuration that selects the null backend, and never over one that is there. */
export function disable({ machine: { env, home, platform }, terminal }: World): ExitCode {
  const path = configPath(env, home, platform)
  if (path === undefined) {
    terminal.err('keyring: there is no folder for the configuration: set HOME, or LOCALAPPDATA on Windows\n')
    return 1
  }
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `[backend]\ndefault-keyring=${nullBackend}`, { flag: 'wx' })
    return 0
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    terminal.err(
      code === 'EEXIST'
        ? `keyring: Refusing to overwrite ${path}\nhint: set default-keyring=${nullBackend} in its section [backend]\n`
        : `keyring: ${path} cannot be written (${code})\n`,
    )
    return 1
  }
}
