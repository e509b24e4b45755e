import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import * as x509 from '@peculiar/x509'

/** A certificate authority that nothing trusts unless it is told to, and the server certificates it signs. */
export interface Authority {
  /** The authority's certificate, as PEM. */
  readonly pem: string
  /** The same, in a file. */
  readonly file: string
  /** The key and certificate to answer for a host with. */
  contextFor(host: string): Promise<SecureContext>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 24 * 60 * 60 * 1000

/** Makes an authority with a new key and writes its certificate into the folder. */
export async function createAuthority(folder: string): Promise<Authority> {
  const keys = await newKeys()
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...lifetime(),
    name: 'CN=Loopback cloud root',
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const pem = `${root.toString('pem')}\n`
  const file = join(folder, 'ca.pem')
  await writeFile(file, pem)

  const leafKeys = await newKeys() // one pair for all hosts: only the names differ
  const leafKey = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', leafKeys.privateKey),
    'PRIVATE KEY',
  )
  const contexts = new Map<string, Promise<SecureContext>>()

  async function sign(host: string): Promise<SecureContext> {
    const leaf = await x509.X509CertificateGenerator.create({
      ...lifetime(),
      subject: 'CN=Loopback cloud server', // a host name may exceed the 64 characters of a common name
      issuer: root.subject,
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      // Python 3.13 verifies with VERIFY_X509_STRICT: without an authority key identifier it refuses.
      // https://docs.python.org/3/whatsnew/3.13.html#ssl
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
        await x509.SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(root),
      ],
    })
    return createSecureContext({ key: leafKey, cert: leaf.toString('pem') })
  }

  return {
    pem,
    file,
    contextFor(host) {
      const known = contexts.get(host) ?? sign(host)
      contexts.set(host, known)
      return known
    },
  }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function lifetime() {
  return {
    serialNumber: `01${randomBytes(15).toString('hex')}`, // the first byte keeps it positive and short enough
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 30 * day),
  }
}
