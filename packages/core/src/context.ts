import type { Agent } from 'node:https'
import type { Ran } from './child.ts'

/** The world as a parameter: all that a source may use of the machine it runs on. */
export interface Context {
  /** The environment; on Windows names are found whatever their case. */
  readonly env: Environment
  /** The home folder, absolute. */
  readonly home: string
  readonly platform: NodeJS.Platform
  /** The options of the section that won, checked against the provider's OptionSpecs. */
  readonly options: Options
  /** Returns where an option stands, for messages: "/home/me/.config/python_keyring/keyringrc.cfg, line 3". */
  optionPlace(name: string): string
  /** Aborts when the deadline of the whole call passes. */
  readonly signal: AbortSignal
  /** Returns the time now. */
  now(): Date
  /**
   * Returns the text of a file of at most 1 MiB, or undefined where there is none.
   * Throws KeyringError `bad-config` where it is there and cannot be read.
   */
  readFile(path: string): string | undefined
  /**
   * Returns an agent that follows the one network policy: proxy, extra CAs. `caFile` adds one more bundle.
   * Throws KeyringError `bad-config` where `caFile` cannot be read.
   */
  httpsAgent(caFile?: string): Promise<Agent>
  /**
   * Runs a program, named by its absolute path, to its end or to the deadline. Rejects where it cannot be started.
   * Nothing secret may stand in its arguments: every user of the machine can read them.
   */
  run(command: readonly [string, ...string[]]): Promise<Ran>
  /** Keeps a line for the log and explanations. It must hold nothing secret. */
  note(text: string): void
}

export type Environment = Readonly<Record<string, string | undefined>>
export type Options = Readonly<Record<string, string>>
