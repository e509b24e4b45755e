import {
  configPath,
  configuredBackend,
  type Machine,
  oneLine,
  type Provider,
  readSmallFile,
} from '@cloud-keyring/core'

/** Who answers: all our providers and the store, one of them, nobody, or an error. */
export type Backend =
  | { readonly kind: 'providers'; readonly providers: readonly Provider[] }
  | { readonly kind: 'null' }
  | { readonly kind: 'fail' }

/** A backend that this program does not have: wrong usage, as for Python's keyring. */
export class UnknownBackend extends Error {}

/** Python keyring's own backends that need nothing of the machine. */
export const nullBackend = 'keyring.backends.null.Keyring'
export const failBackend = 'keyring.backends.fail.Keyring'
const chainer = 'keyring.backends.chainer.ChainerBackend'

/**
 * Returns the backend that the command line, PYTHON_KEYRING_BACKEND or `[backend]` in keyringrc.cfg names, in this
 * order, or all of ours where nothing is named. Python's names are understood: those of its null, fail and chaining
 * backends, and of the plugins that our providers replace.
 * Throws UnknownBackend for any other name.
 */
export function selectBackend(
  named: string | undefined,
  machine: Machine,
  providers: readonly Provider[],
): Backend {
  const name = named ?? (machine.env.PYTHON_KEYRING_BACKEND || backendInConfig(machine))
  if (name === undefined || name === chainer) return { kind: 'providers', providers }
  if (name === nullBackend) return { kind: 'null' }
  if (name === failBackend) return { kind: 'fail' }
  const replacing = providers.filter(({ replaces }) => replaces.includes(name))
  if (replacing.length > 0) return { kind: 'providers', providers: replacing }
  throw new UnknownBackend(`Unable to load specified keyring: No backend named '${oneLine(name, 200)}' here`)
}

function backendInConfig(machine: Machine): string | undefined {
  const path = configPath(machine.env, machine.home, machine.platform)
  const text = path === undefined ? undefined : readSmallFile(path)
  return text === undefined ? undefined : configuredBackend(text)
}
