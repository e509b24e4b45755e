import { fromHttp, fromInstanceMetadata } from '@aws-sdk/credential-providers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Cloud, startCloud } from '../../cloud/cloud.ts'
import { refusalOf } from './support.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.close())
beforeEach(() => {
  cloud.journal.clear()
  cloud.faults.clear()
  cloud.aws.container.role = cloud.aws.roles.machine
  cloud.aws.instance.role = cloud.aws.roles.machine
  cloud.aws.instance.version = '2'
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const principal = (accessKeyId: string) => cloud.aws.identities.find(accessKeyId)?.identity.principal

describe('the container endpoint', () => {
  const provide = (awsContainerAuthorizationToken?: string) =>
    fromHttp({
      awsContainerCredentialsFullUri: cloud.aws.container.url,
      maxRetries: 0,
      ...(awsContainerAuthorizationToken !== undefined && { awsContainerAuthorizationToken }),
    })()

  it('gives the role, and the same credentials while they last', async () => {
    const { accessKeyId } = await provide()
    expect(principal(accessKeyId)).toBe(cloud.aws.roles.machine.arn)
    expect((await provide()).accessKeyId).toBe(accessKeyId)
    cloud.clock.advance(6 * 3600)
    expect((await provide()).accessKeyId).not.toBe(accessKeyId)
  })

  it('demands the authorization it was told to', async () => {
    cloud.aws.container.authorization = 'let me in'
    expect(cloud.aws.container.env()).toMatchObject({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'let me in' })
    expect(await refusalOf(provide('wrong'))).toMatch(/status: 400/)
    expect(await refusalOf(provide('let me in'))).toBe('none')
    cloud.aws.container.authorization = undefined
  })

  it('has nothing without a role', async () => {
    cloud.aws.container.role = undefined
    expect(await refusalOf(provide())).toMatch(/status: 404/)
  })
})

describe('the instance metadata', () => {
  const provide = (timeout = 1000) => {
    for (const [name, value] of Object.entries(cloud.aws.instance.env())) vi.stubEnv(name, value)
    return fromInstanceMetadata({ timeout, maxRetries: 0 })()
  }
  const asked = () => cloud.journal.of('instance').map(({ method, status }) => `${method} ${status}`)

  it('gives the role to those who open a session', async () => {
    expect(principal((await provide()).accessKeyId)).toBe(cloud.aws.roles.machine.arn)
    expect(asked()).toEqual(['PUT 200', 'GET 200', 'GET 200'])
  })

  it('gives it without a session where it is old', async () => {
    cloud.aws.instance.version = '1'
    expect(principal((await provide()).accessKeyId)).toBe(cloud.aws.roles.machine.arn)
    expect(asked()).toEqual(['PUT 404', 'GET 200', 'GET 200'])
  })

  it('refuses those without a session where it is new', async () => {
    expect((await fetch(`${cloud.aws.instance.url}/latest/meta-data/iam/security-credentials/`)).status).toBe(
      401,
    )
  })

  it('has nothing without a role', async () => {
    cloud.aws.instance.role = undefined
    expect(await refusalOf(provide())).toMatch(/Error response/)
    expect(asked()).toEqual(['PUT 200', 'GET 404'])
  })

  it('can hang', async () => {
    cloud.faults.add('instance', { kind: 'hang' })
    expect(await refusalOf(provide(50))).toMatch(/TimeoutError/)
  })
})
