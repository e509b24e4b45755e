/** The cloud's own time: a test can move it past an expiry, or away from the clock of what it tests. */
export class Clock {
  #offset = 0

  /** Milliseconds since the epoch, as the cloud sees them. */
  now(): number {
    return Date.now() + this.#offset
  }

  /** Moves the cloud's time by so many seconds; a negative number moves it back. */
  advance(seconds: number): void {
    this.#offset += seconds * 1000
  }
}
