import { describe, expect, it } from 'vitest'
import { configPath, dataRoot } from '../../../packages/core/src/config/locate.ts'

const home = '/home/me'

describe('Linux and other Unix systems', () => {
  it.each([
    [{}, '/home/me/.config/python_keyring', '/home/me/.local/share/python_keyring'],
    [{ XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' }, '/c/python_keyring', '/d/python_keyring'],
    [{ XDG_CONFIG_HOME: '/c' }, '/c/python_keyring', '/home/me/.local/share/python_keyring'],
    [
      { XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' },
      '/home/me/.config/python_keyring',
      '/home/me/.local/share/python_keyring',
    ],
    [
      { XDG_CONFIG_HOME: 'c', XDG_DATA_HOME: './d' },
      '/home/me/.config/python_keyring',
      '/home/me/.local/share/python_keyring',
    ],
    [
      { XDG_CONFIG_HOME: '~/c', XDG_DATA_HOME: '.' },
      '/home/me/.config/python_keyring',
      '/home/me/.local/share/python_keyring',
    ],
    [
      { XDG_CONFIG_HOME: '/c//d/', XDG_DATA_HOME: '/./e/../f/.' },
      '/c/d/python_keyring',
      '/e/../f/python_keyring',
    ],
    [{ XDG_CONFIG_HOME: '//c', XDG_DATA_HOME: '///d' }, '//c/python_keyring', '/d/python_keyring'],
    [
      { XDG_CONFIG_HOME: '/', LOCALAPPDATA: 'C:\\x' },
      '/python_keyring',
      '/home/me/.local/share/python_keyring',
    ],
  ])('%j', (env, config, data) => {
    for (const platform of ['linux', 'darwin', 'freebsd'] as const) {
      expect(configPath(env, home, platform)).toBe(`${config}/keyringrc.cfg`)
      expect(dataRoot(env, home, platform)).toBe(data)
    }
  })

  it.each([
    ['/', '/.config/python_keyring/keyringrc.cfg'],
    ['/home//me/', '/home/me/.config/python_keyring/keyringrc.cfg'],
    ['', undefined],
    ['me', undefined],
  ])('home %j', (folder, path) => expect(configPath({}, folder, 'linux')).toBe(path))
})

describe('Windows', () => {
  it.each([
    [
      { LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local', ProgramData: 'C:\\ProgramData' },
      'C:\\Users\\me\\AppData\\Local\\Python Keyring',
    ],
    [{ ProgramData: 'C:\\ProgramData' }, 'C:\\ProgramData\\Python Keyring'],
    [{ LOCALAPPDATA: 'c:/Users//me/.' }, 'c:\\Users\\me\\Python Keyring'],
    [{ LOCALAPPDATA: 'C:\\' }, 'C:\\Python Keyring'],
    [{ LOCALAPPDATA: '\\\\server\\share' }, '\\\\server\\share\\Python Keyring'],
    [{ LOCALAPPDATA: '//server/share/me/' }, '\\\\server\\share\\me\\Python Keyring'],
    [{}, undefined],
    [{ LOCALAPPDATA: '', ProgramData: 'C:\\ProgramData' }, undefined],
    [{ LOCALAPPDATA: 'C:me' }, undefined],
    [{ LOCALAPPDATA: '\\me' }, undefined],
    [{ LOCALAPPDATA: 'me' }, undefined],
    [{ XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' }, undefined],
  ])('%j', (env, root) => {
    expect(dataRoot(env, 'C:\\Users\\me', 'win32')).toBe(root)
    expect(configPath(env, 'C:\\Users\\me', 'win32')).toBe(root && `${root}\\keyringrc.cfg`)
  })
})
