import type { Machine, Provider } from '@cloud-keyring/core'

/** What the commands may touch; the outermost file fills it from `process`. */
export interface World {
  readonly machine: Machine
  /** In the order in which they are asked whether a service is theirs. */
  readonly providers: readonly Provider[]
  readonly terminal: Terminal
  readonly version: string
}

/** The three standard streams. */
export interface Terminal {
  /** What the client asked for, and nothing else. */
  out(text: string): void
  /** Everything else. */
  err(text: string): void
  inputIsTerminal(): boolean
  /** Reads standard input to its end. */
  readInput(): Uint8Array
}

/** What the shell sees. 0: found or done. 1: not found or failed. 2: wrong usage. */
export type ExitCode = 0 | 1 | 2
