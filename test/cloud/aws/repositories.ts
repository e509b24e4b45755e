import { basicCredential, indexOperation } from '../index-server.ts'
import { type Answer, type Question, Refusal, type Service } from '../service.ts'
import type { Domains } from './domains.ts'
import { isIndexHost, type Place, placeOf } from './hosts.ts'
import type { Action } from './identities.ts'
import { restJsonError } from './rest-json.ts'
import type { AuthorizationToken, Tokens } from './tokens.ts'

/** The package indexes: they take user `aws` and a token of their own domain, and nothing else. */
export function repositories(domains: Domains, tokens: Tokens): Service {
  function admit(question: Question, place: Place | undefined): AuthorizationToken {
    const given = basicCredential(question)
    const token = given?.user === 'aws' ? tokens.find(given.password) : undefined
    const { domain } = token ?? {}
    // A token opens its domain in its Region, no other: protocols.md names the source.
    const fits = place && domain && domain === domains.find(place.domain, place.owner, place.region)
    if (token && fits) return token
    const headers = { 'www-authenticate': `Basic realm="${place?.domain ?? 'codeartifact'}"` }
    const identity = token?.key.accessKeyId
    const message = given ? 'The credential is not valid for this domain' : 'A credential is needed'
    throw new Refusal(401, 'UnauthorizedException', message, { headers, ...(identity && { identity }) })
  }

  async function answer(question: Question): Promise<Answer> {
    const place = placeOf(question.host, question.path)
    const { domain, key } = admit(question, place)
    const identity = key.accessKeyId
    const index = domain.repositories.get(place?.repository ?? '')
    if (!place || !index)
      throw new Refusal(404, 'ResourceNotFoundException', 'Repository not found', { identity })
    const action: Action =
      question.method === 'POST' ? 'codeartifact:PublishPackageVersion' : 'codeartifact:ReadFromRepository'
    if (!key.identity.may.includes(action)) {
      const message = `User: ${key.identity.arn} is not authorized to perform: ${action}`
      throw new Refusal(403, 'AccessDeniedException', message, { identity })
    }
    return { ...(await index.answer(question, place.rest)), identity }
  }

  return {
    name: 'index',
    owns: isIndexHost,
    operation: (question) => indexOperation(question, placeOf(question.host, question.path)?.rest ?? ''),
    answer,
    refuse: restJsonError,
  }
}
