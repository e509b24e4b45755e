import type { Environment } from '../context.ts'

const configName = 'keyringrc.cfg'

/**
 * Returns where Python keyring 25.7 looks for its configuration file, as Python prints the path, or undefined
 * where that would be in the working directory.
 * https://github.com/jaraco/keyring/blob/v25.7.0/keyring/util/platform_.py
 */
export function configPath(env: Environment, home: string, platform: NodeJS.Platform): string | undefined {
  const names = [configName]
  return platform === 'win32'
    ? windowsPath(env, names)
    : posixPath(env.XDG_CONFIG_HOME, home, '.config', names)
}

/** Returns the folder that Python keyring calls its data root, likewise. */
export function dataRoot(env: Environment, home: string, platform: NodeJS.Platform): string | undefined {
  return platform === 'win32' ? windowsPath(env) : posixPath(env.XDG_DATA_HOME, home, '.local/share')
}

/**
 * Prints like pathlib.PurePosixPath: no empty and no `.` part, two leading slashes kept, `..` not resolved.
 *
 * Python follows a relative XDG variable into the working directory. Nothing of ours is read there, and the
 * XDG specification has relative paths ignored.
 * https://specifications.freedesktop.org/basedir-spec/latest/#variables
 */
function posixPath(
  variable: string | undefined,
  home: string,
  fallback: string,
  names: readonly string[] = [],
): string | undefined {
  const [root, below] = variable?.startsWith('/') ? [variable, ''] : [home, fallback]
  if (!root.startsWith('/')) return undefined
  const anchor = /^\/\/(?!\/)/.test(root) ? '//' : '/'
  return anchor + [...parts(`${root}/${below}`, '/'), 'python_keyring', ...names].join('/')
}

/**
 * Prints like pathlib.PureWindowsPath. Only a path with both a drive (or a share) and a root is absolute. A
 * variable counts as soon as it is set: where it leads Python into the working directory, we read nothing.
 */
function windowsPath(env: Environment, names: readonly string[] = []): string | undefined {
  const root = (env.LOCALAPPDATA ?? env.ProgramData ?? '.').replaceAll('/', '\\')
  const anchor = /^(?:[^\\]:|\\\\[^\\]+\\[^\\]+)(?=\\)|^\\\\[^\\]+\\[^\\]+$/.exec(root)?.[0]
  if (anchor === undefined) return undefined
  return [anchor, ...parts(root.slice(anchor.length), '\\'), 'Python Keyring', ...names].join('\\')
}

function parts(path: string, separator: string): string[] {
  return path.split(separator).filter((part) => part !== '' && part !== '.')
}
