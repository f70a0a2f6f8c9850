// Loaded before the program: ends it as a power cut would, at the n-th event of a fix that it writes
// down. CUT_AT counts from 1; CUT_WHEN says whether that event still reaches the disk.
import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env.CUT_AT);
const append = promises.appendFile;
let seen = 0;

promises.appendFile = async (file, lines, options) => {
  if (typeof file !== 'string' || typeof lines !== 'string' || !file.endsWith('.jsonl')) {
    return append(file, lines, options);
  }
  for (const line of lines.split(/(?<=\n)/)) {
    const isOfFix = /^\{"type":"(fix|action|lock)\./.test(line);
    if (isOfFix) seen += 1;
    const cuts = isOfFix && seen === at;
    if (cuts && process.env.CUT_WHEN === 'before') process.kill(process.pid, 'SIGKILL');
    await append(file, line, options);
    if (cuts) process.kill(process.pid, 'SIGKILL');
  }
};
syncBuiltinESMExports();
