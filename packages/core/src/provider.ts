import type { Context } from './context.ts'
import type { Credential } from './credential.ts'
import type { HostPattern } from './host-pattern.ts'
import type { UrlService } from './service.ts'

/** A plugin that owns a family of hosts and can mint credentials for them. Importing it loads no SDK and does no I/O. */
export interface Provider {
  /** "codeartifact": also the name of its section in keyringrc.cfg. */
  readonly name: string
  /** The hosts it owns, as data: core matches them, and tells `claim` which one it was. */
  readonly hosts: readonly HostPattern[]
  /** What its sections may say beside the options of every provider; anything else is bad-config. */
  readonly options: readonly OptionSpec[]
  /** How a person signs in, in one line: the hint where no source has anything to offer. */
  readonly signIn: string
  /** Python backend classes that this provider stands in for: `-b` and `[backend]` may name them. */
  readonly replaces: readonly string[]
  /** The names of the index's parts, in the order in which people write them; sections are picked by them. */
  readonly qualifiers: readonly string[]
  /**
   * Reads the service, whose host matches `pattern`, as an index of this provider. Pure.
   * Returns undefined where it names none of its indexes: the store is asked then.
   * Throws KeyringError `bad-service` where it can only be a mistake.
   */
  claim(service: UrlService, pattern: HostPattern): Claim | undefined
  /** The ways to get a token, in their default order; `sources = a, b` in a section selects and reorders. */
  sources(claim: Claim): readonly Source[]
}

/** A provider's answer to "is this yours?". */
export interface Claim {
  /** The index by its qualifiers. An absent one is unknown, as the repository is for a bare host. */
  readonly index: Readonly<Record<string, string>>
  /** The parts of the index that decide the token. */
  readonly token: readonly string[]
  /** `write` only where the cloud needs another token for an upload. */
  readonly intent: 'read' | 'write'
}

/** One way for a provider to get its token. */
export interface Source {
  /** "profile", "environment": what `sources =` and explanations call it. */
  readonly name: string
  /**
   * Everything local that could change who this source asks as: variables and whole files, secrets among them.
   * Over-inclusive. Core hashes them, and nothing else ever sees them.
   */
  inputs(claim: Claim, context: Context): readonly (string | undefined)[]
  /**
   * Asks the cloud. Returns a Skip where this source is not set up here, so that the next one is tried.
   * Throws KeyringError to end the search: a source that somebody named never gives way to another identity.
   */
  mint(claim: Claim, context: Context): Promise<Credential | Skip>
}

/** Why a source had nothing to offer, in words that an error can list: "AWS_PROFILE is not set". */
export interface Skip {
  readonly skip: string
}

/** One option that a provider's sections may hold. */
export interface OptionSpec {
  readonly name: string
  /** What it is for, in one line. */
  readonly about: string
  /** Options of one group answer one question: a section that sets one of them takes none of the others from the defaults. */
  readonly group?: string
  /** Returns what is wrong with the value, or undefined. Called before any request. */
  readonly check?: (value: string) => string | undefined
  /** Returns the value as sources are to see it, undefined for a value that says the same as no option at all. */
  readonly read?: (value: string) => string | undefined
}

/** Tells a Skip from a Credential. */
export function isSkip(answer: Credential | Skip): answer is Skip {
  return 'skip' in answer
}
