import { isAbsolute } from 'node:path'
import type { OptionSpec, Provider } from '@cloud-keyring/core'
import { claim, hosts, qualifiers } from './hosts.ts'
import { sources } from './sources.ts'

const options: readonly OptionSpec[] = [
  { name: 'profile_name', about: 'the AWS profile to ask as', check: notEmpty, group: 'identity' },
  { name: 'token_duration', about: 'how long a token lasts, in seconds', check: tokenDuration },
  { name: 'aws_access_key_id', about: 'an access key to ask as', check: notEmpty, group: 'identity' },
  { name: 'aws_secret_access_key', about: 'its secret', check: notEmpty, group: 'identity' },
  { name: 'aws_session_token', about: 'the token of its session', check: notEmpty, group: 'identity' },
  { name: 'role_arn', about: 'a role to assume before asking', check: roleArn },
  { name: 'verify', about: 'a PEM file of further CAs', check: caFile, read: readCaFile },
]

/** AWS CodeArtifact. */
export const codeartifact: Provider = {
  name: 'codeartifact',
  hosts,
  options,
  qualifiers,
  replaces: ['keyrings.codeartifact.CodeArtifactBackend'],
  signIn: 'name an AWS profile in AWS_PROFILE, or set one up with `aws configure sso` or `aws login`',
  claim,
  sources: () => sources,
}

function notEmpty(value: string): string | undefined {
  return value === '' ? 'is empty' : undefined
}

/** https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_GetAuthorizationToken.html */
function tokenDuration(value: string): string | undefined {
  const seconds = /^\s*\d{1,6}$/.test(value) ? Number(value) : Number.NaN
  return seconds === 0 || (seconds >= 900 && seconds <= 43200)
    ? undefined
    : 'is not a number of seconds from 900 to 43200, nor 0 (as long as the session of the caller)'
}

function roleArn(value: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value)
    ? undefined
    : 'is not the ARN of a role (arn:aws:iam::111122223333:role/name)'
}

// The Python plugin takes yes and no as well, in every spelling that its config parser knows.
const yes = new Set(['', '1', 'yes', 'on', 'true'])
const no = new Set(['0', 'no', 'off', 'false'])

function caFile(value: string): string | undefined {
  if (no.has(value.toLowerCase()))
    return 'would turn TLS verification off: name a PEM file of your CA instead'
  const path = readCaFile(value)
  return path === undefined || isAbsolute(path) ? undefined : 'is not the absolute path of a PEM file'
}

function readCaFile(value: string): string | undefined {
  return yes.has(value.toLowerCase()) ? undefined : value.replace(/^"(.*)"$/, '$1')
}
