import { type PythonTools, toolsOrSkip } from '../support/python.ts'

/** The clients that are run, each in a virtual environment of its own. */
const pins = {
  uv: ['uv==0.13.9'],
  pip: ['pip==26.3'],
  // The newest that asks only where it knows a user name, and in the older form.
  olderPip: ['pip==26.1.2'],
  twine: ['twine==7.0.0', 'pip==26.3'],
  // Without its lock PDM installs a hishel that it cannot start with.
  pdm: ['pdm[locked]==2.29.3'],
} as const

export type Client = keyof typeof pins

/** Returns a client from PyPI, or why this machine cannot have it; in CI it throws instead. */
export function client(name: Client): Promise<PythonTools | string> {
  return toolsOrSkip(name, pins[name])
}
