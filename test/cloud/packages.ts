import { createHash } from 'node:crypto'
import { zipSync } from 'fflate'

/** One file of a package index. */
export interface PackageFile {
  /** The project's name, normalised. */
  readonly project: string
  readonly version: string
  readonly filename: string
  readonly bytes: Uint8Array
  readonly sha256: string
}

export interface WheelOptions {
  readonly name: string
  readonly version?: string
  /** Requirements, as METADATA's Requires-Dist has them. */
  readonly requires?: readonly string[]
}

/** The package that installing tests ask for, and the five that it needs. */
export const demo = 'cloud-keyring-demo'
export const demoDependencies = ['one', 'two', 'three', 'four', 'five'].map((number) => `${demo}-${number}`)

/** Builds the demo package and its dependencies. */
export function demoPackages(): readonly PackageFile[] {
  return [
    buildWheel({ name: demo, requires: demoDependencies.map((name) => `${name}>=1.0`) }),
    ...demoDependencies.map((name) => buildWheel({ name })),
  ]
}

/**
 * A project's name in its one normal form.
 * https://packaging.python.org/en/latest/specifications/name-normalization/
 */
export function normalise(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}

/** A file of an index, with the hash that the index announces. */
export function packageFile(name: string, version: string, filename: string, bytes: Uint8Array): PackageFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { project: normalise(name), version, filename, bytes, sha256 }
}

/**
 * Builds a pure-Python wheel with one module, the same bytes each time.
 * https://packaging.python.org/en/latest/specifications/binary-distribution-format/
 */
export function buildWheel({ name, version = '1.0.0', requires = [] }: WheelOptions): PackageFile {
  const module = normalise(name).replaceAll('-', '_')
  const info = `${module}-${version}.dist-info`
  const metadata = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    'Summary: Made by the loopback cloud',
    'Requires-Python: >=3.8',
    ...requires.map((requirement) => `Requires-Dist: ${requirement}`),
  ]
  const wheel = [
    'Wheel-Version: 1.0',
    'Generator: loopback-cloud',
    'Root-Is-Purelib: true',
    'Tag: py3-none-any',
  ]
  const files = new Map([
    [`${module}.py`, `__version__ = '${version}'\n`],
    [`${info}/METADATA`, `${metadata.join('\n')}\n`],
    [`${info}/WHEEL`, `${wheel.join('\n')}\n`],
  ])
  const record = [...files].map(
    ([path, text]) => `${path},sha256=${recordHash(text)},${Buffer.byteLength(text)}`,
  )
  files.set(`${info}/RECORD`, `${[...record, `${info}/RECORD,,`].join('\n')}\n`)
  const entries = [...files].map(([path, text]) => [path, Buffer.from(text)] as const)
  // Zip times are local ones: a date made from local parts gives the same bytes in every time zone.
  const bytes = zipSync(Object.fromEntries(entries), { mtime: new Date(1980, 0, 1) })
  return packageFile(name, version, `${module}-${version}-py3-none-any.whl`, bytes)
}

function recordHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
