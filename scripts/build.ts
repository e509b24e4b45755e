/**
 * Bundles the program: one CommonJS file that every call runs, and chunks that only some calls import.
 *
 * Rolldown and not esbuild: esbuild splits ES modules only, and two CommonJS builds would give the chunks a second
 * copy of core (another KeyringError class, another Secret). Rolldown's chunks require the hot file itself.
 */
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'

const cli = fileURLToPath(new URL('../packages/cli/', import.meta.url))
const dist = `${cli}dist`

/** The hot file needs none of Rolldown's helpers, and still requires their file: one more file to open on every call. */
const oneHotFile: Plugin = {
  name: 'one-hot-file',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk' || !file.isEntry) continue
      file.code = file.code.replace('require("./chunks/rolldown-runtime.cjs");\n', '')
    }
  },
}

await rm(dist, { recursive: true, force: true })
const bundle = await rolldown({
  input: { keyring: `${cli}src/main.ts` },
  platform: 'node',
  plugins: [oneHotFile],
})
await bundle.write({
  dir: dist,
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name].cjs',
})
await bundle.close()
