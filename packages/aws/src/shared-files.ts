import { join } from 'node:path'
import type { Context } from '@cloud-keyring/core'

/** Returns where AWS's tools look for their files. https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html */
export function sharedFiles({ env, home }: Context): { config: string; credentials: string } {
  const place = (variable: string | undefined, name: string) =>
    variable ? variable.replace(/^~(?=\/)/, home) : join(home, '.aws', name)
  return {
    config: place(env.AWS_CONFIG_FILE, 'config'),
    credentials: place(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  }
}
