import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const files = globSync('packages/*/src/**/*.ts', { cwd: root }).sort()
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
const packageOf = (file: string) => file.split('/')[1] ?? ''

/** Every module that a file names, by `import`, `export … from` or `import()`. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name = '']) => name)
}

/** What a package may import of the others: cli → providers → core. */
const allowed: Record<string, readonly string[]> = {
  core: [],
  aws: ['@cloud-keyring/core'],
  cli: ['@cloud-keyring/aws', '@cloud-keyring/core'],
}

describe('the import rule: cli → providers → core', () => {
  it('knows every package', () => {
    expect([...new Set(files.map(packageOf))].sort()).toEqual(Object.keys(allowed).sort())
  })

  it.each(files)('%s', (file) => {
    for (const name of importsOf(texts.get(file) ?? '')) {
      if (name.startsWith('.')) {
        const target = relative(root, join(root, dirname(file), name))
        expect(target.startsWith(`packages/${packageOf(file)}/`), `${file} reaches into ${target}`).toBe(true)
      } else if (name.startsWith('@cloud-keyring/')) {
        expect(allowed[packageOf(file)], `${file} imports ${name}`).toContain(name)
      }
    }
  })
})

describe('the world is a parameter', () => {
  it('only the outermost file touches process', () => {
    const touching = files.filter((file) => /(?<![-\w])process\s*[.[]|from 'node:process'/.test(codeOf(file)))
    expect(touching).toEqual(['packages/cli/src/main.ts'])
  })

  it('only two files see a secret in clear: the one that makes the type and the one that answers', () => {
    const revealing = files.filter((file) => codeOf(file).includes('reveal('))
    expect(revealing).toEqual(['packages/cli/src/render.ts', 'packages/core/src/secret.ts'])
  })

  it('nothing writes to the console', () => {
    expect(files.filter((file) => /\bconsole\./.test(codeOf(file)))).toEqual([])
  })
})

describe('core', () => {
  it('names no cloud', () => {
    const naming = files.filter(
      (file) => packageOf(file) === 'core' && /aws|amazon|google|azure|gcloud/i.test(codeOf(file)),
    )
    expect(naming).toEqual([])
  })
})

describe('the hot path', () => {
  it('an SDK is reached only through a lazy import', () => {
    const reached = new Set<string>()
    const visit = (file: string) => {
      if (reached.has(file)) return
      reached.add(file)
      for (const [, name = ''] of codeOf(file).matchAll(/from '([^']+)'/g)) {
        if (name.startsWith('.')) visit(relative(root, join(root, dirname(file), name)))
        else if (name.startsWith('@cloud-keyring/')) visit(`packages/${name.split('/')[1]}/src/index.ts`)
        else expect(name.startsWith('node:'), `${file} imports ${name}`).toBe(true)
      }
    }
    visit('packages/cli/src/main.ts')
    expect(reached).toContain('packages/aws/src/sources.ts')
    expect(reached).not.toContain('packages/aws/src/sign-in.ts')
  })
})

/** A file without its comments and type imports, which vanish when it runs. */
function codeOf(file: string): string {
  return (texts.get(file) ?? '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replace(/^import type .*$/gm, '')
}
