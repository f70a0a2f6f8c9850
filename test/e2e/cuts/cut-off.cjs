// Loaded beside the program: ends it as a power cut would, at the n-th event of a fix that it writes
// down. CUT_AT counts from 1; CUT_WHEN says whether that event still reaches the disk.
const { promises } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const at = Number(process.env.CUT_AT);
const append = promises.appendFile;
let seen = 0;

promises.appendFile = async (path, text, options) => {
  if (!String(path).endsWith('.jsonl')) return append(path, text, options);
  for (const line of String(text).split(/(?<=\n)/)) {
    const isOfFix = /^\{"type":"(fix|action)\./.test(line);
    if (isOfFix) seen += 1;
    const cuts = isOfFix && seen === at;
    if (cuts && process.env.CUT_WHEN === 'before') process.kill(process.pid, 'SIGKILL');
    await append(path, line, options);
    if (cuts) process.kill(process.pid, 'SIGKILL');
  }
};
syncBuiltinESMExports();
