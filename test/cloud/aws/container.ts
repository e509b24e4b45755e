// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
import { type Answer, json, type Question, Refusal, type Service } from '../service.ts'
import type { Role } from './identities.ts'
import { credentialDocument, type RoleKeys } from './role-keys.ts'

const credentialPath = '/v2/credentials'

/** The endpoint that ECS and EKS give a container: credentials of the task's or the pod's role. */
export class Container {
  readonly url: string
  readonly service: Service
  /** Whose credentials it hands out; without one it answers 404. */
  role: Role | undefined
  /** What the Authorization header must be, where that is asked for. */
  authorization: string | undefined
  readonly #keys: RoleKeys

  constructor(origin: string, role: Role, keys: RoleKeys) {
    this.url = origin + credentialPath
    this.role = role
    this.#keys = keys
    this.service = {
      name: 'container',
      owns: () => true,
      operation: ({ path }) => (path === credentialPath ? 'GetCredentials' : undefined),
      answer: (question) => this.#answer(question),
      refuse: ({ status, code, message }) => json({ Code: code, Message: message }, status),
    }
  }

  /** The variables that point programs here. */
  env(): Record<string, string> {
    return {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: this.url,
      ...(this.authorization !== undefined && { AWS_CONTAINER_AUTHORIZATION_TOKEN: this.authorization }),
    }
  }

  #answer({ path, headers }: Question): Answer {
    if (path !== credentialPath || !this.role) throw new Refusal(404, 'NotFound', 'No credentials here')
    if (this.authorization !== undefined && headers.authorization !== this.authorization) {
      throw new Refusal(400, 'InvalidAuthorizationToken', 'The authorization token is not valid')
    }
    const key = this.#keys.current(this.role, 'container')
    const body = { RoleArn: this.role.arn, AccountId: this.role.account, ...credentialDocument(key) }
    return { ...json(body), identity: key.accessKeyId }
  }
}
