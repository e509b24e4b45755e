import { GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact'
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/nested-clients/sts'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { AccessKey } from '../../cloud/aws/identities.ts'
import { type Cloud, startCloud } from '../../cloud/cloud.ts'
import { clientSettings, codeArtifactClient, refusalOf } from './support.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.close())
beforeEach(() => cloud.journal.clear())

function stsClient(credentials: AccessKey = cloud.aws.keys.assumer, region = 'eu-west-1', endpoint?: string) {
  const where = endpoint === undefined ? {} : { endpoint }
  return new STSClient({ ...clientSettings(cloud, region), credentials, ...where })
}

function assume(role: keyof Cloud['aws']['roles'], more: object = {}, client = stsClient()) {
  const RoleArn = cloud.aws.roles[role].arn
  return client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test', ...more }))
}

/** The credentials in an answer, as a client takes them; the identity is the cloud's own affair. */
async function assumed(answer: ReturnType<typeof assume>): Promise<AccessKey> {
  const { AccessKeyId = '' } = (await answer).Credentials ?? {}
  const key = cloud.aws.identities.find(AccessKeyId)
  if (!key) throw new Error(`the cloud does not know ${AccessKeyId}`)
  expect((await answer).Credentials).toMatchObject({
    SecretAccessKey: key.secretAccessKey,
    SessionToken: key.sessionToken,
  })
  return key
}

it('gives a role to those it trusts, and its credentials sign', async () => {
  const answer = await assume('reader', { DurationSeconds: 900 })
  const arn = 'arn:aws:sts::111122223333:assumed-role/reader/test'
  expect(answer.AssumedRoleUser?.Arn).toBe(arn)
  expect(Math.abs(Number(answer.Credentials?.Expiration) - Date.now() - 900_000)).toBeLessThan(10_000)
  const key = await assumed(assume('reader'))
  const command = new GetAuthorizationTokenCommand({ domain: 'my-domain' })
  await codeArtifactClient(cloud, key).send(command)
  expect(cloud.aws.tokens.issued.at(-1)?.key.identity.arn).toBe(arn)
  expect(cloud.journal.of('sts', 'AssumeRole')[0]).toMatchObject({
    host: 'sts.eu-west-1.amazonaws.com',
    identity: cloud.aws.keys.assumer.accessKeyId,
    detail: { role: cloud.aws.roles.reader.arn, sessionName: 'test', seconds: '900' },
  })
})

it('answers at its global host too, signed for us-east-1', async () => {
  const global = stsClient(cloud.aws.keys.assumer, 'us-east-1', 'https://sts.amazonaws.com')
  await assume('reader', {}, global)
  expect(cloud.journal.entries.map(({ host }) => host)).toEqual(['sts.amazonaws.com'])
  const abroad = stsClient(cloud.aws.keys.assumer, 'eu-west-1', 'https://sts.amazonaws.com')
  expect(await refusalOf(assume('reader', {}, abroad))).toMatch(/^SignatureDoesNotMatch 403/)
})

it('chains roles', async () => {
  const reader = await assumed(assume('reader'))
  const chained = await assumed(assume('chained', {}, stsClient(reader)))
  expect(chained.identity.principal).toBe(cloud.aws.roles.chained.arn)
  expect(await refusalOf(assume('chained'))).toMatch(/^AccessDenied 403: User: .*user\/assumer is not/)
  const tooLong = assume('chained', { DurationSeconds: 3601 }, stsClient(reader))
  expect(await refusalOf(tooLong)).toMatch(/^ValidationError 400/)
})

it('demands the external id', async () => {
  expect(await refusalOf(assume('partner'))).toMatch(/^AccessDenied 403/)
  expect(await refusalOf(assume('partner', { ExternalId: 'partner-42' }))).toBe('none')
})

it('tells a bad key, a bad signature and an expired session', async () => {
  const { assumer } = cloud.aws.keys
  const expired = cloud.aws.identities.session(assumer.identity, -1)
  const by = (key: AccessKey) => refusalOf(assume('reader', {}, stsClient(key)))
  expect(await by({ ...assumer, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' })).toMatch(/^InvalidClientTokenId 403/)
  expect(await by({ ...assumer, secretAccessKey: 'wrong' })).toMatch(/^SignatureDoesNotMatch 403/)
  expect(await by(expired)).toMatch(/^ExpiredToken 403/)
})

it('reports faults in its own form', async () => {
  cloud.faults.add('sts', { kind: 'throttle', times: 1 })
  expect(await refusalOf(assume('reader'))).toBe('ThrottlingException 429: Rate exceeded')
})

it('takes web identities that it knows', async () => {
  const { runner, reader } = cloud.aws.roles
  const client = new STSClient(clientSettings(cloud, 'eu-west-1'))
  const present = (WebIdentityToken: string, role = runner) =>
    client.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: role.arn,
        RoleSessionName: 'build',
        WebIdentityToken,
      }),
    )
  const token = cloud.aws.webIdentities.issue({ roles: [runner] })
  const answer = await present(token)
  expect(answer.AssumedRoleUser?.Arn).toBe('arn:aws:sts::111122223333:assumed-role/runner/build')
  expect(cloud.journal.of('sts')[0]?.identity).toBe('system:serviceaccount:builds:runner')
  expect(await refusalOf(present(token, reader))).toMatch(/^AccessDenied 403/)
  expect(await refusalOf(present('not.a.token'))).toMatch(/^InvalidIdentityTokenException 400/)
  const stale = cloud.aws.webIdentities.issue({ roles: [runner], seconds: 0 })
  expect(await refusalOf(present(stale))).toMatch(/^ExpiredTokenException 400/)
})
