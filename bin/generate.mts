import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { actions } from '../src/actions/index.ts';
import { generated } from '../src/catalogue/generated.ts';
import { replaced } from '../src/catalogue/index-page.ts';
import { loadSources } from '../src/catalogue/load.ts';
import { problemLine } from '../src/catalogue/problem.ts';
import { probes } from '../src/probes/index.ts';
import { keysMark, keyTable } from '../src/ui/key-table.ts';
import { caseReports } from './generate/case-reports.mts';

// Writes what is made from the flows and the probes; with --check it only says what is stale.

const check = process.argv.includes('--check');
process.chdir(path.dirname(import.meta.dirname));
const { sources, problems } = await loadSources('flows');
for (const problem of problems) console.error(problemLine(problem));
if (problems.length > 0) process.exit(2);

const flows = sources.map(({ flow }) => flow);
const read = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;
const made = [
  ...generated(flows, { probes, actions }, read),
  ...(await caseReports(sources, probes)),
].map(({ file, text }) =>
  file === 'README.md'
    ? { file, text: replaced(text, keysMark, keyTable()) ?? text }
    : { file, text },
);

const stale: string[] = [];
for (const { file, text } of made) {
  const style = await resolveConfig(file);
  const formatted = await format(text, { ...style, filepath: file });
  if (read(file) === formatted) continue;
  stale.push(file);
  if (!check) writeFileSync(file, formatted);
}

// A report whose case is gone.
const current = new Set(made.map(({ file }) => file));
for (const name of readdirSync('flows', { recursive: true, encoding: 'utf8' })) {
  const file = path.join('flows', name);
  if (!file.endsWith('.report.md') || current.has(file)) continue;
  stale.push(file);
  if (!check) rmSync(file);
}

if (!check) {
  console.log(stale.length === 0 ? 'Everything is current.' : `Made anew:\n${stale.join('\n')}`);
} else if (stale.length > 0) {
  console.error(`Stale:\n${stale.join('\n')}\nRun \`npm run generate\`.`);
  process.exitCode = 1;
}
