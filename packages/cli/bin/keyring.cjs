#!/usr/bin/env node
// Written for any Node, however old: it must be able to say that it is too old.
var found = process.versions.node.split('.').map(Number)
var enough = found[0] > 24 || (found[0] === 24 && found[1] >= 5) || (found[0] === 22 && found[1] >= 21)
if (!enough) {
  var here = process.versions.node + ' (' + process.execPath + ')'
  process.stderr.write('keyring: cloud-keyring needs Node.js 22.21, 24.5 or newer; this is ' + here + '\n')
  process.exit(1)
}
require('../dist/keyring.cjs')
