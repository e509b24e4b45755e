/**
 * Bundles the program: one CommonJS file that every call runs, and chunks that only some calls import.
 *
 * Rolldown and not esbuild: esbuild splits ES modules only, and two CommonJS builds would give the chunks a second
 * copy of core (another KeyringError class, another Secret). Rolldown's chunks require the hot file itself.
 */
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const cli = fileURLToPath(new URL('../packages/cli/', import.meta.url))
const dist = `${cli}dist`

await rm(dist, { recursive: true, force: true })
const bundle = await rolldown({ input: { keyring: `${cli}src/main.ts` }, platform: 'node' })
await bundle.write({
  dir: dist,
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name].cjs',
})
await bundle.close()
