'use strict';

// Preloaded into the program (NODE_OPTIONS=--require): tells at its end what it has loaded.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const parts = /** @type {{moduleLoadList?: string[]}} */ (/** @type {unknown} */ (process));
  writeFileSync(
    process.env['DEPLOY_DOCTOR_LOADED'] ?? '',
    JSON.stringify({
      files: Object.keys(require.cache),
      node: (parts.moduleLoadList ?? [])
        .filter((each) => each.startsWith('NativeModule '))
        .map((each) => each.slice('NativeModule '.length)),
    }),
  );
});
