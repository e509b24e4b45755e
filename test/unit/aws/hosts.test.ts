import { codeartifact } from '@cloud-keyring/aws'
import { parseService, route } from '@cloud-keyring/core'
import { describe, expect, it } from 'vitest'

const indexOf = (text: string) => route(parseService(text), [codeartifact])?.claim.index
const mine = { domain: 'my-domain', account: '111122223333', region: 'eu-west-1' }
const host = 'my-domain-111122223333.d.codeartifact.eu-west-1.amazonaws.com'

describe('CodeArtifact hosts', () => {
  it.each([
    ['an index', `https://${host}/pypi/repo/simple/`, { ...mine, name: 'repo' }],
    ['a package page', `https://${host}/pypi/repo/simple/idna/`, { ...mine, name: 'repo' }],
    ['a file', `https://${host}/pypi/repo/simple/idna/3.1/idna-3.1.whl`, { ...mine, name: 'repo' }],
    ['an upload', `https://${host}/pypi/repo/`, { ...mine, name: 'repo' }],
    ['the bare host', host, mine],
    ['the bare host and port', `${host}:443`, mine],
    ['a path of no format', `https://${host}/other/repo/`, mine],
    ['capitals', `https://${host.toUpperCase()}/pypi/repo/simple/`, { ...mine, name: 'repo' }],
    ['user info', `https://aws:x@${host}/pypi/repo/simple/`, { ...mine, name: 'repo' }],
    [
      'dual stack',
      'https://my-domain-111122223333.codeartifact.eu-west-1.on.aws/pypi/repo/simple/',
      { ...mine, name: 'repo' },
    ],
    [
      'a VPC endpoint',
      'https://vpce-0a1b-2c3d.d.codeartifact.eu-west-1.vpce.amazonaws.com/pypi/d/my-domain-111122223333/repo/simple/',
      { ...mine, name: 'repo' },
    ],
    [
      'FIPS',
      'https://my-domain-111122223333.d.codeartifact-fips.us-east-1.amazonaws.com/',
      { ...mine, region: 'us-east-1' },
    ],
    [
      'GovCloud',
      'https://my-domain-111122223333.d.codeartifact.us-gov-west-1.amazonaws.com/',
      { ...mine, region: 'us-gov-west-1' },
    ],
    [
      'China',
      'https://my-domain-111122223333.d.codeartifact.cn-north-1.amazonaws.com.cn/',
      { ...mine, region: 'cn-north-1' },
    ],
    [
      'the European cloud',
      'https://my-domain-111122223333.d.codeartifact.eusc-de-east-1.amazonaws.eu/',
      { ...mine, region: 'eusc-de-east-1' },
    ],
    [
      'a domain that ends like an owner',
      'https://team-444455556666-111122223333.d.codeartifact.eu-west-1.amazonaws.com/',
      { ...mine, domain: 'team-444455556666' },
    ],
    [
      'the longest domain',
      `https://a${'b'.repeat(49)}-111122223333.d.codeartifact.eu-west-1.amazonaws.com/`,
      { ...mine, domain: `a${'b'.repeat(49)}` },
    ],
  ])('%s', (_form, text, index) => {
    expect(indexOf(text)).toEqual(index)
  })
})

describe('hosts that only look like it', () => {
  it.each([
    [
      'another name before ours, undotted',
      `https://evil${host.replace('my-domain', '')}`.replace('evil-', 'evil.'),
    ],
    ['ours below somebody else’s', `https://${host}.evil.example/pypi/repo/simple/`],
    ['ours as a path', `https://evil.example/${host}/pypi/repo/simple/`],
    ['ours as user info', `https://${host}@evil.example/pypi/repo/simple/`],
    [
      'a suffix without its dot',
      'https://my-domain-111122223333.d.codeartifact.eu-west-1.evilamazonaws.com/',
    ],
    ['another service of AWS', 'https://my-domain-111122223333.d.s3.eu-west-1.amazonaws.com/'],
    ['a label more', 'https://x.my-domain-111122223333.d.codeartifact.eu-west-1.amazonaws.com/'],
    ['a label less', 'https://my-domain-111122223333.codeartifact.eu-west-1.amazonaws.com/'],
    ['the API', 'https://codeartifact.eu-west-1.amazonaws.com/'],
    ['eleven digits', 'https://my-domain-11112222333.d.codeartifact.eu-west-1.amazonaws.com/'],
    ['no domain', 'https://111122223333.d.codeartifact.eu-west-1.amazonaws.com/'],
    ['a domain of one letter', 'https://a-111122223333.d.codeartifact.eu-west-1.amazonaws.com/'],
    ['a domain that starts with a digit', 'https://1a-111122223333.d.codeartifact.eu-west-1.amazonaws.com/'],
    ['a final dot', `https://${host}./pypi/repo/simple/`],
    ['a bare VPC endpoint, which names no domain', 'vpce-0a1b.d.codeartifact.eu-west-1.vpce.amazonaws.com'],
    [
      'a VPC endpoint without d',
      'https://vpce-0a1b.d.codeartifact.eu-west-1.vpce.amazonaws.com/pypi/my-domain-111122223333/repo/',
    ],
    ['another scheme', `ftp://${host}/pypi/repo/simple/`],
  ])('%s', (_why, text) => {
    expect(indexOf(text)).toBeUndefined()
  })
})

describe('CodeArtifact hosts asked for in a dangerous way', () => {
  it.each([
    ['plain http', `http://${host}/pypi/repo/simple/`, 'untrusted-host'],
    ['an odd port', `https://${host}:8443/pypi/repo/simple/`, 'untrusted-host'],
    ['an odd port of a bare host', `${host}:8443`, 'untrusted-host'],
    ['a backslash before another host', `https://${host}\\@evil.example/`, 'bad-service'],
    ['letters of another script', `https://${host.replace('amazonaws', 'ａmazonaws')}/`, 'bad-service'],
    ['a line break behind a bare host', `${host}\n`, 'bad-service'],
    ['a slip in the Region', `https://${host.replace('west', 'wset')}/pypi/repo/simple/`, 'bad-service'],
    ['a Region of another partition', `https://${host.replace('eu-west-1', 'cn-north-1')}/`, 'bad-service'],
  ])('%s', (_why, text, code) => {
    expect(() => indexOf(text)).toThrow(expect.objectContaining({ code }))
  })
})
