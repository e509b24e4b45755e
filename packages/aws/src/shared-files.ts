import { join } from 'node:path'
import type { Context } from '@cloud-keyring/core'

/** Returns where AWS's tools look for their files. https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html */
export function sharedFiles({ env, home }: Context): { config: string; credentials: string } {
  return {
    config: env.AWS_CONFIG_FILE || join(home, '.aws', 'config'),
    credentials: env.AWS_SHARED_CREDENTIALS_FILE || join(home, '.aws', 'credentials'),
  }
}
