// Starts a loopback cloud to try things by hand: node test/cloud/serve.ts
import { keyEnvironment } from './aws/identities.ts'
import { startCloud } from './cloud.ts'

const cloud = await startCloud()
const { aws } = cloud
const env = {
  ...cloud.env({ ca: ['SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'] }),
  ...keyEnvironment(aws.keys.allowed),
  AWS_EC2_METADATA_DISABLED: 'true',
}

console.log('# A cloud on this machine, until Ctrl-C. In another terminal:')
for (const [name, value] of Object.entries(env)) console.log(`export ${name}='${value}'`)
console.log('\n# Indexes:')
for (const domain of [aws.domains.main, aws.domains.american, aws.domains.hard, aws.domains.namesake]) {
  for (const repository of domain.repositories.keys()) console.log(`# ${domain.indexUrl(repository)}`)
}
console.log('\n# Requests:')
cloud.journal.watch((line) => console.log(line))

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cloud.close())
