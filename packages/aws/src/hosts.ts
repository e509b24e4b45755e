import { type Claim, type HostPattern, KeyringError, type UrlService } from '@cloud-keyring/core'

/** The part of a Region's name that says where it lies: west, northeast, central. */
const side = '(?:central|(?:north|south)?(?:east|west)|north|south)'

/**
 * AWS partitions: the suffix of their host names, that of their dual-stack repository hosts where there are such,
 * and the form of their Regions. Suffix and Region must agree. The forms are closer than the SDK's own
 * (`^(us|eu|…)-\w+-\d+$`), which takes `eu-wset-1` for a Region and would let a slip of the pen look like an outage.
 * https://docs.aws.amazon.com/general/latest/gr/codeartifact.html
 */
const partitions = [
  {
    suffix: 'amazonaws.com',
    dualStack: 'on.aws',
    region: `(?:us-gov|us|eu|ap|sa|ca|me|af|il|mx)-${side}-[1-9]`,
  },
  { suffix: 'amazonaws.com.cn', dualStack: 'on.amazonwebservices.com.cn', region: `cn-${side}-[1-9]` },
  { suffix: 'amazonaws.eu', dualStack: 'on.amazonwebservices.eu', region: `eusc-de-${side}-[1-9]` },
  { suffix: 'c2s.ic.gov', dualStack: undefined, region: `us-iso-${side}-[1-9]` },
  { suffix: 'sc2s.sgov.gov', dualStack: undefined, region: `us-isob-${side}-[1-9]` },
  { suffix: 'cloud.adc-e.uk', dualStack: undefined, region: `eu-isoe-${side}-[1-9]` },
  { suffix: 'csp.hci.ic.gov', dualStack: undefined, region: `us-isof-${side}-[1-9]` },
] as const

type Partition = (typeof partitions)[number]

/** A form of CodeArtifact repository host. */
interface Shape {
  readonly pattern: HostPattern
  readonly partition: Partition
  /** Where the domain and its owner stand: in the first label, or in the path of a VPC endpoint. */
  readonly domainIn: 'host' | 'path'
  /** Which label names the Region, from the front. */
  readonly regionAt: number
  readonly fips: boolean
}

const shapes: readonly Shape[] = partitions.flatMap((partition) =>
  ['codeartifact', 'codeartifact-fips'].flatMap((label): Shape[] => {
    const { suffix, dualStack } = partition
    const fips = label.endsWith('-fips')
    const classic: Shape = {
      pattern: `*.d.${label}.*.${suffix}`,
      partition,
      domainIn: 'host',
      regionAt: 3,
      fips,
    }
    const vpcEndpoint: Shape = {
      pattern: `vpce-*.d.${label}.*.vpce.${suffix}`,
      partition,
      domainIn: 'path',
      regionAt: 3,
      fips,
    }
    if (dualStack === undefined) return [classic, vpcEndpoint]
    const dual: Shape = {
      pattern: `*.${label}.*.${dualStack}`,
      partition,
      domainIn: 'host',
      regionAt: 2,
      fips,
    }
    return [classic, dual, vpcEndpoint]
  }),
)

/** Every form of host that CodeArtifact gives its repositories. */
export const hosts: readonly HostPattern[] = shapes.map(({ pattern }) => pattern)

// A domain may itself end in a hyphen and twelve digits: the last group is the owner. 50 + 1 + 12 characters fill a
// DNS label. https://docs.aws.amazon.com/goto/WebAPI/codeartifact/GetRepositoryEndpoint
const domainAndOwner = /^([a-z][a-z0-9-]{0,48}[a-z0-9])-(\d{12})$/
const formats = new Set(['pypi', 'npm', 'maven', 'nuget', 'generic', 'ruby', 'swift', 'cargo'])

/** The parts of a CodeArtifact index, as sections of keyringrc.cfg name them. */
export const qualifiers = ['domain', 'account', 'region', 'name'] as const

/**
 * Reads a service on a CodeArtifact host as an index. Returns undefined where it names no domain.
 * Throws KeyringError `bad-service` for a Region that cannot exist.
 */
export function claim(service: UrlService, pattern: HostPattern): Claim | undefined {
  const shape = shapes.find((each) => each.pattern === pattern)
  if (shape === undefined) return undefined
  const labels = service.host.split('.')
  const named = readPath(service, shape)
  const [, domain, account] =
    domainAndOwner.exec(shape.domainIn === 'host' ? (labels[0] ?? '') : named.domain) ?? []
  if (domain === undefined || account === undefined) return undefined

  const region = labels[shape.regionAt] ?? ''
  if (!new RegExp(`^${shape.partition.region}$`).test(region)) {
    throw new KeyringError('bad-service', `${region} is not an AWS Region of ${shape.partition.suffix}`, {
      hint: 'correct the Region in the index URL, for example eu-west-1',
    })
  }
  const index = {
    domain,
    account,
    region,
    ...(named.repository === undefined ? {} : { name: named.repository }),
  }
  return { index, token: [domain, account, region, shape.fips ? 'fips' : ''], intent: 'read' }
}

/** Tells whether the index was asked for on a FIPS host: its token comes from the FIPS API then. */
export function wantsFips(claim: Claim): boolean {
  return claim.token[3] === 'fips'
}

/** `/FORMAT/REPOSITORY/…`, or `/FORMAT/d/DOMAIN-OWNER/REPOSITORY/…` on a VPC endpoint. */
function readPath(service: UrlService, shape: Shape): { domain: string; repository?: string } {
  const [format = '', ...rest] = service.path.split('/').slice(1)
  if (!formats.has(format)) return { domain: '' }
  const domain = shape.domainIn === 'path' && rest.shift() === 'd' ? (rest.shift() ?? '') : ''
  const repository = rest[0]
  return repository ? { domain, repository } : { domain }
}
