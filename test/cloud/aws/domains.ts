import { PackageIndex } from '../index-server.ts'

export interface DomainOptions {
  readonly name: string
  readonly owner: string
  readonly region: string
  readonly repositories: readonly string[]
}

/** A CodeArtifact domain with its repositories. */
export class Domain {
  readonly name: string
  readonly owner: string
  readonly region: string
  readonly repositories: ReadonlyMap<string, PackageIndex>

  constructor(options: DomainOptions) {
    this.name = options.name
    this.owner = options.owner
    this.region = options.region
    this.repositories = new Map(options.repositories.map((name) => [name, new PackageIndex()]))
  }

  get arn(): string {
    return `arn:aws:codeartifact:${this.region}:${this.owner}:domain/${this.name}`
  }

  /** Where its packages are, without the path. */
  get host(): string {
    return `${this.name}-${this.owner}.d.codeartifact.${this.region}.amazonaws.com`
  }

  /** The host reachable over IPv6 too. */
  get dualStackHost(): string {
    return `${this.name}-${this.owner}.codeartifact.${this.region}.on.aws`
  }

  /** The index URL as people configure it. */
  indexUrl(repository: string): string {
    return `${this.uploadUrl(repository)}simple/`
  }

  /** Where uploads go. */
  uploadUrl(repository: string): string {
    return `https://${this.host}/pypi/${repository}/`
  }

  /** The index URL through a VPC endpoint without private DNS. */
  endpointIndexUrl(repository: string, endpoint = 'vpce-0a1b2c3d4e5f67890-abcdefgh'): string {
    const host = `${endpoint}.d.codeartifact.${this.region}.vpce.amazonaws.com`
    return `https://${host}/pypi/d/${this.name}-${this.owner}/${repository}/simple/`
  }
}

/** The domains that exist. */
export class Domains {
  readonly #domains: Domain[] = []

  add(options: DomainOptions): Domain {
    const domain = new Domain(options)
    this.#domains.push(domain)
    return domain
  }

  find(name: string, owner: string, region: string): Domain | undefined {
    return this.#domains.find((d) => d.name === name && d.owner === owner && d.region === region)
  }
}
