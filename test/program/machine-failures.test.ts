import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { keyEnvironment } from '../cloud/aws/identities.ts'
import { run } from '../support/run.ts'
import { takeDesk } from './desk.ts'
import { expectFailure } from './expect-failure.ts'

describe('files that never end', () => {
  it.each([
    ['keyringrc.cfg', '.config/python_keyring/keyringrc.cfg', {}],
    ['the AWS config file', '.aws/config', { AWS_PROFILE: 'a' }],
    ['the AWS credentials file', '.aws/credentials', { AWS_PROFILE: 'a' }],
    ['a web identity token', 'token', { AWS_ROLE_ARN: 'r', AWS_WEB_IDENTITY_TOKEN_FILE: 'token' }],
    [
      'a container token',
      'token',
      {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/',
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'token',
      },
    ],
    [
      'a CA bundle',
      'ca.pem',
      { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_CA_BUNDLE: 'ca.pem' },
    ],
  ])('%s', async (_what, path, env) => {
    await using desk = await takeDesk()
    const pipe = await desk.write(path, '')
    await rm(pipe)
    await run('mkfifo', [pipe], { env: desk.env })
    const finished = await desk.get({ ...env, CLOUD_KEYRING_TIMEOUT: '5' })
    expectFailure(finished, /is not a file/, /right file/)
  })

  it('/dev/null is how people say that there is none', async () => {
    await using desk = await takeDesk()
    const env = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' }
    expect((await desk.get({ ...env, ...keyEnvironment(desk.cloud.aws.keys.allowed) })).code).toBe(0)
  })
})

describe('a metadata service that is there', () => {
  it('and stops answering is a failure: nobody else is asked', async () => {
    await using desk = await takeDesk()
    const { instance, keys } = desk.cloud.aws
    await desk.writeConfig('[codeartifact]\nsources = instance, environment\n')
    instance.stalls = true
    const env = { ...instance.env(), AWS_EC2_METADATA_DISABLED: 'false', ...keyEnvironment(keys.allowed) }
    expectFailure(await desk.get(env), /the EC2 metadata service stopped answering/, /again/)
    expect(desk.cloud.journal.of('codeartifact')).toEqual([])
  })
})

describe('a container endpoint that is slow', () => {
  it('is waited for, without a word', async () => {
    await using desk = await takeDesk()
    desk.cloud.faults.add('container', { kind: 'slow', ms: 1500 })
    expect(await desk.get(desk.cloud.aws.container.env())).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('a machine that is in no cloud', () => {
  it('answers within two seconds, also where the metadata address swallows packets', async () => {
    await using desk = await takeDesk()
    desk.cloud.faults.add('instance', { kind: 'hang' })
    const env = { ...desk.cloud.aws.instance.env(), AWS_EC2_METADATA_DISABLED: 'false' }
    const finished = await desk.get(env)
    const names = [
      'keys',
      'profile',
      'environment',
      'default-profile',
      'web-identity',
      'container',
      'instance',
    ]
    for (const name of names) expect(finished.stderr).toContain(`${name}: `)
    expectFailure(finished, /nothing to sign in with/, /AWS_PROFILE/)
    expect(finished.seconds).toBeLessThan(2)
  })

  it.each([
    ['no role', undefined],
    ['a service that is switched off', 403],
  ])('an instance with %s is passed over', async (_what, status) => {
    await using desk = await takeDesk()
    const { instance } = desk.cloud.aws
    if (status === undefined) instance.role = undefined
    else desk.cloud.faults.add('instance', { kind: 'fail', status })
    const finished = await desk.get({ ...instance.env(), AWS_EC2_METADATA_DISABLED: 'false' })
    expectFailure(finished, /instance: the metadata service answers 40\d/, /AWS_PROFILE/)
  })
})
