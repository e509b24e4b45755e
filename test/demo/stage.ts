import { delimiter, dirname } from 'node:path'
import { type Client, client } from '../clients/tools.ts'
import { ourPrograms, takeWorkplace, type Workplace } from '../clients/workplace.ts'
import { NoPyPI } from '../support/python.ts'
import { type Shown, shell } from './shell.ts'
import type { Happened, Step } from './steps.ts'

/** Where the demo happens: a cloud, an empty home folder, and a client from PyPI. */
export class Stage implements AsyncDisposable {
  readonly place: Workplace
  readonly #signal: AbortSignal
  readonly #env: Record<string, string>

  /** Use Stage.set. */
  private constructor(place: Workplace, signal: AbortSignal) {
    this.place = place
    this.#signal = signal
    this.#env = {
      ...place.env,
      URL: place.index,
      INDEX: place.indexAsAws,
      // With an empty cache pip also asks the index for a newer pip: one more call of keyring.
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
    }
  }

  /** Sets the stage; `await using` clears it. The signal ends whatever runs on it. */
  static async set(signal: AbortSignal): Promise<Stage> {
    return new Stage(await takeWorkplace({ ca: ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'] }), signal)
  }

  /**
   * Gets a client, from PyPI unless this machine has had it before. Returns why PyPI cannot be asked.
   * Throws Error where PyPI does not have it for this Python.
   */
  async fetchClient(name: Client): Promise<string | undefined> {
    try {
      const tools = await client(name)
      if (typeof tools === 'string') return tools
      // Before the machine's own pip, and behind our keyring.
      this.#env.PATH = [ourPrograms, dirname(tools.python), this.place.env.PATH].join(delimiter)
      return undefined
    } catch (error) {
      if (error instanceof NoPyPI) return error.message // in CI; the rest can be shown all the same
      throw error
    } finally {
      this.#signal.throwIfAborted()
    }
  }

  /** Runs the command of a step. */
  async play({ client, command }: Step): Promise<Happened> {
    if (client === 'uv') await this.#shell('uv venv')
    const { cloud } = this.place
    const [calls, tokens, requests] = await this.#counts()
    const shown = await this.#shell(command)
    this.#signal.throwIfAborted()
    return {
      shown,
      calls: (await this.place.calls()).slice(calls),
      tokens: cloud.aws.tokens.issued.slice(tokens),
      requests: cloud.journal.entries.length - requests,
      shell: (line) => this.#shell(line),
    }
  }

  /** Returns a text with every token of this cloud cut to its beginning. */
  mask(text: string): string {
    const tokens = this.place.cloud.aws.tokens.issued.map(({ token }) => token)
    return tokens.reduce((masked, token) => masked.replaceAll(token, `${token.slice(0, 12)}…`), text)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.place[Symbol.asyncDispose]())
  }

  async #counts(): Promise<[calls: number, tokens: number, requests: number]> {
    const { aws, journal } = this.place.cloud
    return [(await this.place.calls()).length, aws.tokens.issued.length, journal.entries.length]
  }

  #shell(line: string): Promise<Shown> {
    return shell(line, { env: this.#env, cwd: this.place.home, signal: this.#signal })
  }
}
