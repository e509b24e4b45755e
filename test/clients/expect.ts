import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import { demo, demoDependencies } from '../cloud/packages.ts'
import type { Finished } from '../support/run.ts'
import type { Workplace } from './workplace.ts'

export const demoProjects = [demo, ...demoDependencies]

const importing = `
import importlib, importlib.metadata, json, sys
folder, *projects = sys.argv[1:]
sys.path[:0] = [folder] if folder else []
for project in projects:
    importlib.import_module(project.replace('-', '_'))
print(json.dumps([importlib.metadata.version(project) for project in projects]))
`

/** What to import from: a virtual environment's Python, or any Python and the folder of `--target`. */
export interface Installed {
  readonly python: string
  readonly target?: string
}

/** Expects the projects, by default the demo package and its five dependencies, to be importable. */
export async function expectInstalled(
  place: Workplace,
  { python, target = '' }: Installed,
  projects: readonly string[] = demoProjects,
): Promise<void> {
  const { stdout, stderr } = await place.run(python, ['-I', '-c', importing, target, ...projects])
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual(projects.map(() => '1.0.0'))
}

/**
 * Expects that `keyring` was asked for these services, that each call made one token with the person's keys,
 * that the index gave the projects' files for such a token only, and that no other host was asked.
 */
export async function expectServed(
  place: Workplace,
  services: readonly string[],
  projects: readonly string[] = demoProjects,
): Promise<void> {
  const { journal, aws } = place.cloud
  const { accessKeyId } = aws.keys.allowed
  expect(await place.calls()).toEqual(services.map((service) => ({ service, outcome: 'answered' })))
  const made = { operation: 'GetAuthorizationToken', status: 200, identity: accessKeyId }
  expect(journal.of('codeartifact')).toMatchObject(services.map(() => made))
  const served = journal.of('index').filter(({ status }) => status === 200)
  expect([...new Set(served.map(({ identity }) => identity))]).toEqual([accessKeyId])
  const files = served.filter(({ operation }) => operation === 'GetFile').map(({ path }) => basename(path))
  expect([...new Set(files)].sort()).toEqual(projects.map(wheelName).sort())
  expect(journal.strays).toEqual([])
}

/** Expects that `keyring` was asked for these services, that the cloud refused each, and the index all. */
export async function expectRefused(place: Workplace, services: readonly string[]): Promise<void> {
  const { journal, aws } = place.cloud
  const calls = await place.calls()
  expect(calls.map(({ service }) => service)).toEqual(services)
  expect(calls.filter(({ outcome }) => !outcome.startsWith('keyring: '))).toEqual([])
  expect(journal.of('codeartifact')).toMatchObject(services.map(() => ({ status: 403 })))
  expect(journal.of('index').filter(({ status }) => status !== 401)).toEqual([])
  expect(aws.tokens.issued).toEqual([])
  expect(journal.strays).toEqual([])
}

/** Expects that no token of this cloud stands in what was printed, or anywhere below the home folder. */
export async function expectNoTokenLeft(place: Workplace, printed: readonly Finished[]): Promise<void> {
  const tokens = place.cloud.aws.tokens.issued.map(({ token }) => token)
  const holdsToken = (text: string | Buffer) => tokens.some((token) => text.includes(token))
  expect(printed.filter(({ stdout, stderr }) => holdsToken(stdout + stderr))).toEqual([])
  const entries = await readdir(place.home, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const holding: string[] = []
  for (const file of files) if (holdsToken(await readFile(file))) holding.push(file)
  expect(holding).toEqual([])
}

/** Expects that a client showed what our `keyring` said of the service: one line, and one with a hint. */
export function expectOurLine({ stderr }: Finished, service: string, message: string): void {
  const lines = stderr.split('\n')
  const at = lines.findIndex((line) => line.startsWith(`keyring: ${service}: `))
  expect(lines[at], stderr).toContain(message)
  expect(lines[at + 1]).toMatch(/^hint: \S/)
}

/** Expects that the program did its work. */
export function expectDone({ code, stdout, stderr }: Finished): void {
  expect(code, `${stdout}\n${stderr}`).toBe(0)
}

function wheelName(project: string): string {
  return `${project.replaceAll('-', '_')}-1.0.0-py3-none-any.whl`
}
