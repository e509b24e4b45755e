/** AWS credentials, as the SDK's providers return them. */
export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Returns a pair of keys, with the token of its session where there is one. */
export function keysOf(accessKeyId: string, secretAccessKey: string, sessionToken: string | undefined): Keys {
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}
