import { Agent, request } from 'node:https'
import { CodeartifactClient, type CodeartifactClientConfig } from '@aws-sdk/client-codeartifact'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AccessKey } from '../../cloud/aws/identities.ts'
import type { Cloud } from '../../cloud/cloud.ts'

/** An agent that goes through the cloud's proxy and trusts its authority. */
export function agentFor(cloud: Cloud, proxy = cloud.proxyUrl): Agent {
  return new Agent({ proxyEnv: { HTTPS_PROXY: proxy }, ca: cloud.ca, keepAlive: false })
}

/** What every SDK client needs to talk to the cloud and nowhere else, with one attempt. */
export function clientSettings(cloud: Cloud, region: string) {
  return { region, maxAttempts: 1, requestHandler: new NodeHttpHandler({ httpsAgent: agentFor(cloud) }) }
}

/** The SDK's CodeArtifact client, signing with the given key. */
export function codeArtifactClient(cloud: Cloud, key: AccessKey, settings: CodeartifactClientConfig = {}) {
  return new CodeartifactClient({ ...clientSettings(cloud, 'eu-west-1'), credentials: key, ...settings })
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface GetOptions {
  /** `user:password` */
  readonly auth?: string
  readonly proxy?: string
}

/** Gets a URL through the cloud. */
export function get(cloud: Cloud, url: string, { auth, proxy }: GetOptions = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { agent: agentFor(cloud, proxy), ...(auth !== undefined && { auth }) }
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** How a call ended: `none`, or the error's name, status and message. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'none'
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
    return `${name} ${$metadata?.httpStatusCode}: ${message}`
  }
}
