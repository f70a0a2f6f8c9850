import type { Expectation } from './fault.ts';
import type { Answer, Document, Result } from './program.ts';

type Seen = Document['targets'][number]['results'][number];

const isWhole = (seen: Seen): seen is Result => 'inputs' in seen;

/** Gives the results that are about this case: others share the engine, and may be ill as well. */
export function resultsAbout(document: Document, names: readonly string[]): Result[] {
  const all = document.targets.flatMap((target) => target.results).filter(isWhole);
  return all.filter(({ inputs }) =>
    Object.values(inputs).some((value) => names.some((name) => String(value).includes(name))),
  );
}

/** Works out the exit code that the contract gives to a document without a fix. */
export function exitCodeFor({ targets }: Document): number {
  const results = targets.flatMap((target) => target.results);
  const isProblem = (seen: Seen) =>
    isWhole(seen) && seen.outcome === 'diagnosed' && seen.confidence !== 'possible';
  if (results.some(isProblem)) return 1;
  if (targets.some(({ error }) => error !== null)) return 4;
  return results.some(({ outcome }) => outcome === 'inconclusive') ? 3 : 0;
}

const shown = ({ outcome, diagnosis, confidence, inputs }: Result) =>
  `${outcome} ${diagnosis ?? '-'} (${confidence ?? '-'}) for ${JSON.stringify(inputs)}`;

function missesOf(result: Result, expect: Expectation): string[] {
  const misses: string[] = [];
  if (expect.confidence !== undefined && result.confidence !== expect.confidence) {
    misses.push(`confidence is ${String(result.confidence)}, not ${expect.confidence}`);
  }
  const evidence = result.evidence.map(({ because, excerpt }) => `${because}\n${excerpt}`);
  for (const text of expect.evidence ?? []) {
    if (!evidence.some((piece) => piece.includes(text))) {
      misses.push(`no evidence holds ${JSON.stringify(text)}: ${JSON.stringify(evidence)}`);
    }
  }
  const ruledOut = result.ruledOut.map(({ diagnosis }) => diagnosis);
  for (const name of expect.ruledOut ?? []) {
    if (!ruledOut.includes(name)) misses.push(`${name} is not ruled out`);
  }
  for (const name of expect.notRuledOut ?? []) {
    if (ruledOut.includes(name)) misses.push(`${name} is ruled out, which nothing here proves`);
  }
  const blind = result.blind.flatMap(({ step, outcome }) => [step, `${step} ${outcome}`]);
  for (const step of expect.blind ?? []) {
    if (!blind.includes(step)) misses.push(`"${step}" is not among the blind: ${blind.join(', ')}`);
  }
  return misses;
}

/** Compares an answer with what was expected, and names every difference; empty if there is none. */
export function compare(answer: Answer, expect: Expectation, names: readonly string[]): string[] {
  const leaked = (expect.absent ?? []).flatMap((secret) =>
    (['stdout', 'stderr'] as const)
      .filter((stream) => answer[stream].includes(secret))
      .map((stream) => `${stream} holds the planted secret ${JSON.stringify(secret)}`),
  );
  const { document } = answer;
  if (document === undefined) {
    const said = `exit ${String(answer.exitCode)}\n${answer.stdout.slice(0, 2000)}\n${answer.stderr}`;
    return [...leaked, `stdout is not the contract's JSON: ${answer.fault ?? ''}\n${said}`];
  }
  const misses = [...leaked];
  const code = exitCodeFor(document);
  if (answer.exitCode !== code) {
    misses.push(`exit code ${String(answer.exitCode)}, but the document's is ${String(code)}`);
  }
  const results = resultsAbout(document, names);
  const outcome = expect.outcome ?? (expect.diagnosis === null ? 'inconclusive' : 'diagnosed');
  const right = results.find(
    (result) => result.outcome === outcome && result.diagnosis === expect.diagnosis,
  );
  // A wrong diagnosis is worse than none: beside the right one, too.
  const wrong = results.filter(
    (result) => result.outcome === 'diagnosed' && result.diagnosis !== expect.diagnosis,
  );
  misses.push(...wrong.map((result) => `wrong: ${shown(result)}`));
  if (right === undefined) {
    const said = results.map(shown).join('; ');
    misses.push(`expected ${outcome} ${expect.diagnosis ?? '-'}, got: ${said || 'no result'}`);
    return misses;
  }
  return [...misses, ...missesOf(right, expect)];
}
