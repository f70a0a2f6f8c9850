// Loaded before the program: at the n-th event of a fix that it writes down, asks whoever holds the
// link (link-cutter.ts) to cut it, and goes on once that is done. CUT_AT counts from 1, and only events
// that CUT_EVENTS names, where it is given.
import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { connect } from 'node:net';

const at = Number(process.env.CUT_AT);
const counts = new RegExp(
  `^\\{"type":"(${process.env.CUT_EVENTS || '(fix|action|lock|revert)\\.[a-z-]+'})"`,
);
const append = promises.appendFile;
let seen = 0;

const cut = () =>
  new Promise((resolve, reject) => {
    connect(Number(process.env.CUT_PORT), '127.0.0.1')
      .on('close', resolve)
      .on('error', reject)
      .resume();
  });

promises.appendFile = async (file, lines, options) => {
  await append(file, lines, options);
  if (typeof file !== 'string' || typeof lines !== 'string' || !file.endsWith('.jsonl')) return;
  for (const line of lines.split('\n')) {
    if (!counts.test(line)) continue;
    seen += 1;
    if (seen === at) await cut();
  }
};
syncBuiltinESMExports();
