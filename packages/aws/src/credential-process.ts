import { type Context, KeyringError, oneLine } from '@cloud-keyring/core'
import { type Keys, keysOf } from './keys.ts'

/**
 * Runs the credential_process of a profile and returns the credentials that it prints. The command is the user's and
 * meant for a shell, as AWS defines it: https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 * The SDK's own runner gives it a standard input that never ends, and no deadline.
 *
 * Throws KeyringError `not-signed-in`, with the last line that the program wrote to standard error. What it wrote to
 * standard output is never shown.
 */
export async function processKeys(profile: string, command: string, context: Context): Promise<Keys> {
  const { code, signal, stdout, stderr } = await context.run(
    context.platform === 'win32'
      ? [context.env.ComSpec || 'cmd.exe', '/d', '/s', '/c', `"${command}"`]
      : ['/bin/sh', '-c', command],
  )
  const failed = (why: string) =>
    new KeyringError('not-signed-in', `credential_process of the AWS profile "${profile}" ${why}`, {
      hint: `run the credential_process of the profile "${profile}" by hand to see what it wants`,
    })
  if (code !== 0) {
    const said = oneLine(stderr.trim().split('\n').at(-1) ?? '', 200)
    throw failed(
      `failed (${code === undefined ? `ended by ${signal}` : `exit ${code}`})${said === '' ? '' : `: ${said}`}`,
    )
  }
  const said = parse(stdout)
  if (said?.Version !== 1) throw failed('did not print credentials of version 1 as JSON')
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = said
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string') throw failed('printed no keys')
  if (typeof Expiration === 'string' && Date.parse(Expiration) <= context.now().getTime()) {
    throw failed('printed credentials that have expired')
  }
  return keysOf(AccessKeyId, SecretAccessKey, typeof SessionToken === 'string' ? SessionToken : undefined)
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
