/** What became of one source. */
export interface Attempt {
  readonly source: string
  /** Why it had nothing to offer; absent for the source that answered or failed. */
  readonly skipped?: string
  /** Wall time in seconds. */
  readonly seconds: number
}

/** How an answer, or its lack, came about. Filled as the search goes on; holds nothing secret. */
export interface Explanation {
  provider?: string
  index?: Readonly<Record<string, string>>
  /** Which section of which file won, in words. */
  section?: string
  /** Every section that was considered, with its score or why it does not apply. */
  considered?: readonly string[]
  readonly attempts: Attempt[]
  readonly notes: string[]
}

/** Returns an explanation with nothing in it yet. */
export function newExplanation(): Explanation {
  return { attempts: [], notes: [] }
}
