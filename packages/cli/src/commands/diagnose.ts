import { existsSync } from 'node:fs'
import { configPath, dataRoot } from '@cloud-keyring/core'
import type { ExitCode, World } from '../world.ts'

/** `diagnose`: prints where configuration and data are looked for, in Python's two lines. */
export function diagnose({ machine: { env, home, platform }, terminal }: World): ExitCode {
  const config = configPath(env, home, platform)
  const absent = config !== undefined && existsSync(config) ? '' : ' (absent)'
  terminal.out(`config path: ${config ?? 'none'}${absent}\n`)
  terminal.out(`data root: ${dataRoot(env, home, platform) ?? 'none'}\n`)
  return 0
}
