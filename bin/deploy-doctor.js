#!/usr/bin/env node
'use strict';

// CommonJS (see bin/package.json): an ES module as the entry makes Node start its ESM loader,
// which alone takes a tenth of the time that a bare Node needs. And nothing here that an old Node
// cannot read: it shall say what is wrong, not fail on the syntax.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 13)) {
  // Not in the default place, /tmp: whoever made that folder first could plant code in it.
  const caches = process.env.XDG_CACHE_HOME || (process.env.HOME && process.env.HOME + '/.cache');
  if (caches) require('node:module').enableCompileCache(caches + '/deploy-doctor');
  const program = '../dist/cli/main.js';
  try {
    require.resolve(program);
  } catch {
    console.error('deploy-doctor is not built. In a checkout, run: npm run build');
    process.exit(2);
  }
  require(program);
} else {
  console.error('deploy-doctor needs Node 22.13 or newer, and this is ' + process.version + '.');
  console.error('Install a newer Node, or, in a checkout, use npm start, which brings its own.');
  process.exitCode = 2;
}
