import { inspect } from 'node:util'

const shown = '****'

/** A string that no log, template, JSON text or error can print. Only `reveal` gives it back. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** Returns the secret itself. The files that may call this are listed in test/unit/house.test.ts. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  [inspect.custom](): string {
    return shown
  }
}
