import { type CodeartifactClientConfig, GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Cloud, startCloud } from '../../cloud/cloud.ts'
import { codeArtifactClient, refusalOf } from './support.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.close())
beforeEach(() => {
  cloud.journal.clear()
  cloud.faults.clear()
})

const mine = { domain: 'my-domain', domainOwner: '111122223333' }

function getToken(key = cloud.aws.keys.allowed, input: object = {}, settings: CodeartifactClientConfig = {}) {
  return codeArtifactClient(cloud, key, settings).send(
    new GetAuthorizationTokenCommand({ ...mine, ...input }),
  )
}

describe('a token', () => {
  it('is had by a key that may', async () => {
    const answer = await getToken(cloud.aws.keys.allowed, { durationSeconds: 900 })
    expect(answer.authorizationToken).toMatch(/^eyJ2ZXIiOjEs[\w.-]{1400,}$/)
    expect(cloud.aws.tokens.issued.at(-1)).toMatchObject({
      token: answer.authorizationToken,
      domain: cloud.aws.domains.main,
      key: cloud.aws.keys.allowed,
    })
    expect(cloud.journal.of('codeartifact')).toMatchObject([
      {
        host: 'codeartifact.eu-west-1.amazonaws.com',
        operation: 'GetAuthorizationToken',
        query: { domain: 'my-domain', 'domain-owner': '111122223333', duration: '900' },
        identity: cloud.aws.keys.allowed.accessKeyId,
        status: 200,
      },
    ])
    expect(cloud.journal.strays).toEqual([])
  })

  it.each([
    [900, 900],
    [undefined, 43_200],
  ])('asked for with duration %s lasts %s seconds', async (durationSeconds, seconds) => {
    const { expiration } = await getToken(cloud.aws.keys.allowed, { durationSeconds })
    expect(Math.abs(Number(expiration) - Date.now() - seconds * 1000)).toBeLessThan(10_000)
  })

  it('of duration 0 lasts as long as the session that asked', async () => {
    const session = cloud.aws.identities.roleSession(cloud.aws.roles.reader, 'short', 1000)
    const { expiration } = await getToken(session, { durationSeconds: 0 })
    expect(Math.abs(Number(expiration) - Number(session.expiration))).toBeLessThan(2)
  })

  it.each([
    ['fips', { useFipsEndpoint: true }, 'codeartifact-fips.eu-west-1.amazonaws.com'],
    ['dual stack', { useDualstackEndpoint: true }, 'codeartifact.eu-west-1.api.aws'],
  ])('is had over the %s endpoint', async (_name, settings, host) => {
    await getToken(cloud.aws.keys.allowed, {}, settings)
    expect(cloud.journal.entries.map((entry) => entry.host)).toEqual([host])
  })
})

describe('an error', () => {
  it('tells who may not do what', async () => {
    const { denied, withoutBearer } = cloud.aws.keys
    const told = await refusalOf(getToken(denied))
    expect(told).toMatch(/^AccessDeniedException 403: User: arn:aws:iam::111122223333:user\/denied is not/)
    expect(told).toContain(
      'to perform: codeartifact:GetAuthorizationToken on resource: arn:aws:codeartifact:',
    )
    expect(told).toContain(':eu-west-1:111122223333:domain/my-domain because')
    expect(await refusalOf(getToken(withoutBearer))).toMatch(/perform: sts:GetServiceBearerToken/)
    expect(cloud.journal.refused).toHaveLength(2)
  })

  it.each([
    ['domain', { domain: 'nobodys-domain' }],
    ['owner', { domainOwner: '999999999999' }],
  ])('tells an unknown %s', async (_what, input) => {
    expect(await refusalOf(getToken(cloud.aws.keys.allowed, input))).toMatch(/^ResourceNotFoundException 404/)
  })

  it('tells a domain of another Region', async () => {
    const answer = getToken(cloud.aws.keys.allowed, {}, { region: 'us-east-1' })
    expect(await refusalOf(answer)).toMatch(/^ResourceNotFoundException 404/)
  })

  it.each([899, 43_201])('tells a duration of %s', async (durationSeconds) => {
    const answer = getToken(cloud.aws.keys.allowed, { durationSeconds })
    expect(await refusalOf(answer)).toMatch(/^ValidationException 400/)
  })

  it('tells an unknown key, a wrong secret and an expired session', async () => {
    const { allowed } = cloud.aws.keys
    const expired = cloud.aws.identities.session(allowed.identity, -1)
    const unknown = getToken({ ...allowed, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' })
    expect(await refusalOf(unknown)).toMatch(/^UnrecognizedClientException 403/)
    const wrong = getToken({ ...allowed, secretAccessKey: 'wrong' })
    expect(await refusalOf(wrong)).toMatch(/^InvalidSignatureException 403/)
    expect(await refusalOf(getToken(expired))).toMatch(/^ExpiredTokenException 403/)
  })

  it('tells a signature for another Region', async () => {
    const client = codeArtifactClient(cloud, cloud.aws.keys.allowed)
    client.middlewareStack.add(
      (next) => (args) => {
        const sent = args.request as { hostname: string; headers: Record<string, string> }
        sent.hostname = 'codeartifact.us-east-1.amazonaws.com'
        sent.headers.host = sent.hostname
        return next(args)
      },
      { step: 'build', priority: 'low' },
    )
    const answer = client.send(new GetAuthorizationTokenCommand(mine))
    expect(await refusalOf(answer)).toMatch(/^InvalidSignatureException 403: .*valid region/)
  })

  it('tells a clock that is wrong, and takes the time corrected by the answer', async () => {
    cloud.clock.advance(3600)
    try {
      expect(await refusalOf(getToken())).toMatch(/^InvalidSignatureException 403: Signature expired/)
      expect(await refusalOf(getToken(cloud.aws.keys.allowed, {}, { maxAttempts: 2 }))).toBe('none')
    } finally {
      cloud.clock.advance(-3600)
    }
  })
})
