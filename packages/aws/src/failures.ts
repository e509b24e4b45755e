import { KeyringError } from '@cloud-keyring/core'
import type { Outcome } from './wire.ts'

/** Who asks, for messages and hints. */
export interface Asker {
  /** `the AWS profile "staging"`, `the keys in AWS_ACCESS_KEY_ID`. */
  readonly as: string
  /** What to do when these credentials have expired or are not known. */
  readonly renew: string
}

/** The step that failed. */
export interface Step {
  /** `sign-in`: getting AWS credentials. `token`: GetAuthorizationToken with them. */
  readonly name: 'sign-in' | 'token'
  readonly asker: Asker
  /** `domain my-domain of account 111122223333 in eu-west-1`. */
  readonly domain: string
  readonly last: Outcome | undefined
}

/**
 * Returns what an error of the SDK means to a person. The outcome on the wire decides before the SDK's own words,
 * which hide it. https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_GetAuthorizationToken.html#API_GetAuthorizationToken_Errors
 */
export function explainFailure(error: unknown, step: Step): KeyringError {
  if (error instanceof KeyringError) return error
  const { last } = step
  if (last?.failure !== undefined) return unreachable(last.host, last.failure)
  if (last?.contentType?.includes('text/html')) return webPage(last)
  const { name, message } = nameAndMessage(error)
  return (
    byName(name, message, step, error) ?? byStatus(last, step, error) ?? byStep(name, message, step, error)
  )
}

function byName(name: string, message: string, step: Step, cause: unknown): KeyringError | undefined {
  const { asker } = step
  switch (name) {
    case 'AccessDeniedException':
    case 'AccessDenied':
      return denied(message, step, cause)
    case 'ResourceNotFoundException':
      if (step.name === 'sign-in') return denied(message, step, cause)
      return new KeyringError('not-found', `there is no ${step.domain}`, {
        hint: 'check the domain, the account and the Region in the index URL',
        cause,
      })
    case 'ThrottlingException':
    case 'Throttling':
    case 'TooManyRequestsException':
      return throttled(cause)
    case 'ExpiredTokenException':
    case 'ExpiredToken':
    case 'UnauthorizedException':
      return expired(asker, cause)
    case 'UnrecognizedClientException':
    case 'InvalidClientTokenId':
      return new KeyringError('not-signed-in', `AWS does not know ${asker.as}`, { hint: asker.renew, cause })
    case 'InvalidSignatureException':
    case 'SignatureDoesNotMatch':
    case 'RequestTimeTooSkewed':
      return new KeyringError('not-signed-in', `AWS does not accept the signature made with ${asker.as}`, {
        hint: 'check the secret access key, and that the clock of this machine is right',
        cause,
      })
    case 'SyntaxError':
      return badAnswer(step, cause)
    case 'ValidationException':
    case 'ValidationError':
      return new KeyringError('bad-config', `AWS refuses the request: ${message}`, {
        hint: asker.renew,
        cause,
      })
    default:
      return undefined
  }
}

function byStatus(last: Outcome | undefined, step: Step, cause: unknown): KeyringError | undefined {
  const status = last?.status ?? 0
  if (status === 401) {
    return expired(step.asker, cause)
  }
  if (status === 403) return denied(nameAndMessage(cause).message, step, cause)
  if (status === 429) {
    return throttled(cause)
  }
  if (status >= 500) {
    return new KeyringError('unreachable', `${last?.host} answers ${status}`, {
      hint: 'try again in a minute; https://health.aws.amazon.com shows the state of AWS',
      cause,
    })
  }
  return status === 200 ? badAnswer(step, cause) : undefined
}

function throttled(cause: unknown): KeyringError {
  return new KeyringError('throttled', 'AWS asks for fewer requests', {
    hint: 'try again in a minute',
    cause,
  })
}

function expired({ as, renew }: Asker, cause: unknown): KeyringError {
  return new KeyringError('not-signed-in', `the session of ${as} has expired`, { hint: renew, cause })
}

function isInvalidUrl(error: unknown): boolean {
  return (error as { code?: string }).code === 'ERR_INVALID_URL'
}

/** What neither a name nor a status tells. Where nothing was sent, the fault is on this machine. */
function byStep(name: string, message: string, step: Step, cause: unknown): KeyringError {
  const { asker } = step
  if (step.last === undefined && (step.name === 'token' || name === 'EndpointError' || isInvalidUrl(cause))) {
    const why = isInvalidUrl(cause) ? 'the endpoint that is configured is not a URL' : message
    return new KeyringError('bad-config', `AWS settings that cannot be followed: ${why}`, {
      hint: 'correct the AWS_ variables (AWS_ENDPOINT_URL and its kin) or the AWS config file',
      cause,
    })
  }
  if (step.name === 'sign-in') {
    return new KeyringError('not-signed-in', `${asker.as}: ${message}`, { hint: asker.renew, cause })
  }
  return new KeyringError('bad-answer', `AWS answers ${name}: ${message}`, {
    hint: 'try again in a minute',
    cause,
  })
}

function denied(message: string, { name, asker }: Step, cause: unknown): KeyringError {
  if (name === 'sign-in') {
    return new KeyringError('denied', `AWS denies the sign-in of ${asker.as}: ${message}`, {
      hint: 'check the role, and who it lets in (its trust policy or its SSO assignment)',
      cause,
    })
  }
  return new KeyringError('denied', `AWS denies ${asker.as} a token: ${message}`, {
    hint: 'its policy must allow codeartifact:GetAuthorizationToken and sts:GetServiceBearerToken',
    cause,
  })
}

function unreachable(host: string, failure: Error & { code?: string }): KeyringError {
  const code = failure.code ?? failure.name
  const certificate = /CERT|SELF_SIGNED|ISSUER|ALTNAME|UNABLE_TO_VERIFY/.test(code)
  return new KeyringError('unreachable', `${host} cannot be reached (${code}: ${failure.message})`, {
    hint: certificate
      ? 'a proxy that opens TLS needs its CA: set SSL_CERT_FILE or AWS_CA_BUNDLE to its PEM file'
      : 'check the network, and HTTPS_PROXY and NO_PROXY if there is a proxy',
    cause: failure,
  })
}

function webPage({ host, status }: Outcome): KeyringError {
  return new KeyringError(
    'bad-answer',
    `a web page (status ${status}) came back from ${host} in place of AWS's answer`,
    {
      hint: 'a proxy or a sign-in page of the network answers for AWS: open a browser, or check HTTPS_PROXY',
    },
  )
}

function badAnswer({ last }: Step, cause: unknown): KeyringError {
  return new KeyringError(
    'bad-answer',
    `${last?.host} sent an answer that is not AWS's (status ${last?.status})`,
    {
      hint: 'a proxy may have changed it: check HTTPS_PROXY, or try again',
      cause,
    },
  )
}

function nameAndMessage(error: unknown): { name: string; message: string } {
  if (!(error instanceof Error)) return { name: '', message: 'failed' }
  // SSO's provider wraps the service's error in its own and keeps it as text: "UnauthorizedException: Session token …".
  const wrapped = /^([A-Z]\w+(?:Exception|Error)): (.*)$/s.exec(error.message)
  const unwrapped = error.name === 'CredentialsProviderError' && wrapped !== null
  const name = (unwrapped ? wrapped[1] : error.name) ?? ''
  return { name, message: withoutValues((unwrapped ? wrapped[2] : error.message) ?? '') }
}

/** AWS repeats what it did not like ("Value 'eyJ…' at 'webIdentityToken' failed"), and that may be a token. */
function withoutValues(message: string): string {
  return message.replace(/\bValue '.*?' at\b/gs, 'The value at').replace(/[\w+/=.-]{80,}/g, '…')
}
