// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
import { randomBytes } from 'node:crypto'
import { type Answer, json, type Question, Refusal, type Service } from '../service.ts'
import type { Role } from './identities.ts'
import { credentialDocument, type RoleKeys } from './role-keys.ts'

const tokenPath = '/latest/api/token'
const rolePath = '/latest/meta-data/iam/security-credentials/'

/** The metadata service of an EC2 instance. */
export class Instance {
  readonly url: string
  readonly service: Service
  /** The instance's role; without one there are no credentials, and the answer is 404. */
  role: Role | undefined
  /** `2`: a session token is demanded. `1`: an old one that knows no such tokens. `both`: either will do. */
  version: '1' | '2' | 'both' = '2'
  /** Hands out session tokens, and says nothing more. */
  stalls = false
  readonly #keys: RoleKeys
  readonly #sessions = new Set<string>()

  constructor(origin: string, role: Role, keys: RoleKeys) {
    this.url = origin
    this.role = role
    this.#keys = keys
    this.service = {
      name: 'instance',
      owns: () => true,
      operation: ({ path }) => {
        if (path === tokenPath) return 'GetToken'
        return path.startsWith(rolePath) ? 'GetCredentials' : undefined
      },
      answer: (question) =>
        this.stalls && question.path !== tokenPath ? new Promise(() => {}) : this.#answer(question),
      refuse: ({ status, message }) => ({ status, headers: { 'content-type': 'text/plain' }, body: message }),
    }
  }

  /** The variables that point programs here. */
  env(): Record<string, string> {
    return { AWS_EC2_METADATA_SERVICE_ENDPOINT: this.url }
  }

  #answer(question: Question): Answer {
    if (question.path === tokenPath && this.version !== '1') return this.#openSession(question)
    const session = question.headers['x-aws-ec2-metadata-token']
    const admitted = session === undefined ? this.version !== '2' : this.#sessions.has(session)
    if (!admitted) throw new Refusal(401, 'Unauthorized', 'Unauthorized')
    if (this.role && question.path === rolePath) return { status: 200, body: this.role.name }
    if (!this.role || question.path !== rolePath + this.role.name) {
      throw new Refusal(404, 'NotFound', 'Not Found')
    }
    const key = this.#keys.current(this.role, 'i-0123456789abcdef0')
    const document = { Code: 'Success', Type: 'AWS-HMAC', ...credentialDocument(key) }
    return { ...json(document), identity: key.accessKeyId }
  }

  #openSession({ method, headers }: Question): Answer {
    if (method !== 'PUT') throw new Refusal(405, 'MethodNotAllowed', 'Method Not Allowed')
    const lifetime = headers['x-aws-ec2-metadata-token-ttl-seconds'] ?? ''
    if (!(Number(lifetime) >= 1 && Number(lifetime) <= 21_600))
      throw new Refusal(400, 'BadRequest', 'Bad Request')
    const session = randomBytes(42).toString('base64url')
    this.#sessions.add(session)
    return { status: 200, headers: { 'x-aws-ec2-metadata-token-ttl-seconds': lifetime }, body: session }
  }
}
