import { createServer } from 'node:http'
import { answering, type World } from '../answering.ts'
import { type Listening, listen } from '../listen.ts'
import type { Service } from '../service.ts'
import { codeArtifact } from './codeartifact.ts'
import { Container } from './container.ts'
import { type Domain, Domains } from './domains.ts'
import { type AccessKey, homeAccount, Identities, type Role } from './identities.ts'
import { Instance } from './instance.ts'
import { repositories } from './repositories.ts'
import { RoleKeys } from './role-keys.ts'
import { Signin } from './signin.ts'
import { Sso } from './sso.ts'
import { sts } from './sts.ts'
import { Tokens } from './tokens.ts'
import { WebIdentities } from './web-identity.ts'

/** The AWS part of the cloud, as tests see it. */
export interface Aws {
  /** Long-term access keys of users in account 111122223333. */
  readonly keys: {
    /** May do everything here. */
    readonly allowed: AccessKey
    /** May do nothing. */
    readonly denied: AccessKey
    /** Lacks sts:GetServiceBearerToken only: the permission that people forget. */
    readonly withoutBearer: AccessKey
    /** May do nothing itself, but roles trust it. */
    readonly assumer: AccessKey
  }
  readonly roles: {
    /** Trusts the user `assumer`. */
    readonly reader: Role
    /** Trusts `assumer`, with the external id `partner-42`. */
    readonly partner: Role
    /** Trusts the role `reader`. */
    readonly chained: Role
    /** Trusts `assumer`; may do nothing. */
    readonly powerless: Role
    /** For web identities. */
    readonly runner: Role
    /** What the container and the instance have. */
    readonly machine: Role
  }
  readonly domains: {
    /** `my-domain` of 111122223333 in eu-west-1, with `repo` and `other`. */
    readonly main: Domain
    /** `second-domain` of 111122223333 in us-east-1, with `repo`. */
    readonly american: Domain
    /** `team-444455556666`: a name that itself ends like an owner. */
    readonly hard: Domain
    /** `my-domain` again, of 222233334444. */
    readonly namesake: Domain
    add: Domains['add']
  }
  readonly identities: Identities
  readonly tokens: Tokens
  readonly webIdentities: WebIdentities
  readonly sso: Sso
  readonly signin: Signin
  readonly container: Container
  readonly instance: Instance
}

/** Starts the AWS part. The services are for the TLS front; container and instance listen themselves. */
export async function startAws(
  world: World,
): Promise<{ aws: Aws; services: Service[]; close(): Promise<void> }> {
  const { clock } = world
  const identities = new Identities(clock)
  const tokens = new Tokens(clock)
  const webIdentities = new WebIdentities(clock)
  const domains = new Domains()
  const sso = new Sso(identities, clock)
  const signin = new Signin(identities, clock)
  const keys = populate(identities)
  const roles = addRoles(identities, keys.assumer)
  const roleKeys = new RoleKeys(identities, clock)
  const container = await onLoopback(world, (origin) => new Container(origin, roles.machine, roleKeys))
  const instance = await onLoopback(world, (origin) => new Instance(origin, roles.machine, roleKeys))
  return {
    aws: {
      keys,
      roles,
      domains: { ...addDomains(domains), add: (options) => domains.add(options) },
      identities,
      tokens,
      webIdentities,
      sso,
      signin,
      container: container.part,
      instance: instance.part,
    },
    services: [
      codeArtifact({ identities, domains, tokens, clock }),
      sts({ identities, webIdentities, clock }),
      ...sso.services,
      signin.service,
      repositories(domains, tokens),
    ],
    async close() {
      await Promise.all([container.listening.close(), instance.listening.close()])
    },
  }
}

function populate(identities: Identities): Aws['keys'] {
  return {
    allowed: identities.addUser('allowed'),
    denied: identities.addUser('denied', { may: [] }),
    withoutBearer: identities.addUser('without-bearer', { may: ['codeartifact:GetAuthorizationToken'] }),
    assumer: identities.addUser('assumer', { may: [] }),
  }
}

function addRoles(identities: Identities, assumer: AccessKey): Aws['roles'] {
  const trusts = [assumer.identity.arn]
  const reader = identities.addRole('reader', { trusts, maxSeconds: 43_200 })
  return {
    reader,
    partner: identities.addRole('partner', { trusts, externalId: 'partner-42' }),
    chained: identities.addRole('chained', { trusts: [reader.arn] }),
    powerless: identities.addRole('powerless', { trusts, may: [] }),
    runner: identities.addRole('runner'),
    machine: identities.addRole('machine'),
  }
}

function addDomains(domains: Domains) {
  const [here, repositories] = [{ owner: homeAccount, region: 'eu-west-1' }, ['repo']]
  return {
    main: domains.add({ ...here, name: 'my-domain', repositories: ['repo', 'other'] }),
    american: domains.add({ owner: homeAccount, region: 'us-east-1', name: 'second-domain', repositories }),
    hard: domains.add({ ...here, name: 'team-444455556666', repositories }),
    namesake: domains.add({ region: 'eu-west-1', owner: '222233334444', name: 'my-domain', repositories }),
  }
}

async function onLoopback<Part extends { readonly service: Service }>(
  world: World,
  make: (origin: string) => Part,
): Promise<{ part: Part; listening: Listening }> {
  const server = createServer()
  const listening = await listen(server)
  const part = make(listening.url)
  server.on(
    'request',
    answering(world, [part.service], (socket) => socket.resetAndDestroy()),
  )
  return { part, listening }
}
