import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { generated } from '../src/catalogue/generated.ts';
import { loadFlows } from '../src/catalogue/load.ts';
import { problemLine } from '../src/catalogue/problem.ts';
import { probes } from '../src/probes/index.ts';

// Writes what is made from the flows and the probes; with --check it only says what is stale.

const root = path.dirname(import.meta.dirname);
const { flows, problems } = await loadFlows(path.join(root, 'flows'));
for (const problem of problems) console.error(problemLine(problem));
if (problems.length > 0) process.exit(2);

const read = (file: string): string | undefined => {
  const place = path.join(root, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
};

const stale: string[] = [];
for (const { file, text } of generated(flows, probes, read)) {
  const place = path.join(root, file);
  const style = await resolveConfig(place);
  const formatted = await format(text, { ...style, filepath: place });
  if (read(file) === formatted) continue;
  stale.push(file);
  if (!process.argv.includes('--check')) writeFileSync(place, formatted);
}

if (!process.argv.includes('--check')) {
  console.log(stale.length === 0 ? 'Everything is current.' : `Written: ${stale.join(', ')}`);
} else if (stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Run \`npm run generate\`.`);
  process.exitCode = 1;
}
