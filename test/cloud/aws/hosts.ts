const region = '[a-z]{2,4}(?:-[a-z]+)+-\\d{1,2}'

/** Escapes a host's dots, for use in a pattern. */
const escaped = (text: string) => text.replaceAll('.', '\\.')

/** The Region of an API host, `<label>.<region>.amazonaws.com` or its like in another partition. */
export function regionOf(host: string, ...labels: readonly string[]): string | undefined {
  const suffix = 'amazonaws\\.com|amazonaws\\.com\\.cn|amazonaws\\.eu|api\\.aws'
  const pattern = new RegExp(`^(?:${labels.map(escaped).join('|')})\\.(?<region>${region})\\.(?:${suffix})$`)
  return pattern.exec(host)?.groups?.region
}

/** The Region of a sign-in host, as the SDK builds it. */
export function signinRegionOf(host: string): string | undefined {
  return new RegExp(`^(?<region>${region})\\.signin\\.aws\\.amazon\\.com$`).exec(host)?.groups?.region
}

/** A package index, as far as host and path name it. */
export interface Place {
  readonly domain: string
  readonly owner: string
  readonly region: string
  readonly repository: string
  /** The path below the repository, with its leading slash. */
  readonly rest: string
  /** The path down to the repository, without a slash at its end. */
  readonly base: string
}

// A domain may itself end in 12 digits, hence the greedy first group. The three forms:
// https://docs.aws.amazon.com/codeartifact/latest/ug/use-codeartifact-from-vpc.html
// https://docs.aws.amazon.com/goto/WebAPI/codeartifact/GetRepositoryEndpoint
const indexHosts = [
  `(?<domain>.+)-(?<owner>\\d{12})\\.d\\.codeartifact\\.(?<region>${region})\\.amazonaws\\.com(?:\\.cn)?`,
  `(?<domain>.+)-(?<owner>\\d{12})\\.codeartifact\\.(?<region>${region})\\.on\\.aws`,
  `vpce-[a-z0-9-]+\\.d\\.codeartifact\\.(?<region>${region})\\.vpce\\.amazonaws\\.com`,
].map((source) => new RegExp(`^${source}$`))

const ownPath = /^(?<base>\/pypi\/(?<repository>[^/]+))(?<rest>\/.*|)$/
const sharedPath =
  /^(?<base>\/pypi\/d\/(?<domain>[^/]+)-(?<owner>\d{12})\/(?<repository>[^/]+))(?<rest>\/.*|)$/

/** Whether packages are served at this host. */
export function isIndexHost(host: string): boolean {
  return indexHosts.some((pattern) => pattern.test(host))
}

/** Reads which repository a request is for. Undefined where the path names none. */
export function placeOf(host: string, path: string): Place | undefined {
  const named = indexHosts.map((pattern) => pattern.exec(host)?.groups).find(Boolean)
  if (!named) return undefined
  const parts = { ...(named.domain ? ownPath : sharedPath).exec(path)?.groups, ...named }
  const { domain, owner, region: where, repository, rest, base } = parts as Partial<Place>
  if (!domain || !owner || !where || !repository || rest === undefined || !base) return undefined
  return { domain, owner, region: where, repository, rest: rest || '/', base }
}
