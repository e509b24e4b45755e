// Preloaded by a test: says on exit, to the file that LOADED_MODULES names, what the program loaded.
const { writeFileSync } = require('node:fs')

process.on('exit', () => {
  const files = Object.keys(require.cache).filter((file) => file !== __filename)
  const builtins = process.moduleLoadList
    .filter((name) => name.startsWith('NativeModule '))
    .map((name) => name.slice(13))
  writeFileSync(process.env.LOADED_MODULES, JSON.stringify({ files, builtins }))
})
