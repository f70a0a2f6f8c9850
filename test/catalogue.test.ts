import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintSource } from '../src/catalogue/lint-source.ts';
import { loadSources } from '../src/catalogue/load.ts';
import { problemLine } from '../src/catalogue/problem.ts';
import { mutateFlow, testFlow, type Tested } from '../src/catalogue/test-flow.ts';
import { parsePaste } from '../src/core/lookup.ts';
import { isBlind } from '../src/core/outcome.ts';
import { pattern } from '../src/core/pattern.ts';
import { signaturesOf } from '../src/core/signature.ts';
import { actions } from '../src/actions/index.ts';
import { probes } from '../src/probes/index.ts';
import { healthy, promised } from './catalogue-ids.ts';

/** Flows whose fixes their cases tell; the others are to follow. */
const fixesTold = ['p1000-auth', 'health-check-fails'];

const folder = path.join(import.meta.dirname, '../flows');
const { sources, problems } = await loadSources(folder);
const flows = sources.map(({ flow }) => flow);
const signatures = signaturesOf(flows, pattern);

describe('the catalogue', () => {
  it('loads', () => {
    expect(problems.map(problemLine)).toEqual([]);
  });

  it.each(Object.entries(promised))('has the flow %s with every leaf it promises', (id, leaves) => {
    const flow = flows.find((each) => each.id === id);
    expect(Object.keys(flow?.diagnoses ?? {})).toEqual(expect.arrayContaining([...leaves]));
    const fine = leaves.filter((leaf) => flow?.diagnoses[leaf]?.verdict !== 'problem');
    expect(fine).toEqual(leaves.filter((leaf) => healthy.includes(leaf)));
  });
});

describe('what is made from flows and probes', () => {
  it('is current: the schema, the indexes, the reports of cases', () => {
    const script = path.join(import.meta.dirname, '../bin/generate.mts');
    const { stderr, status } = spawnSync(process.execPath, [script, '--check'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe.each(sources.map((source) => [source.flow.id, source] as const))('%s', (_, source) => {
  const { flow } = source;
  let telling: Promise<Tested> | undefined;
  /** Every case told once, for all the tests below. */
  const tell = (): Promise<Tested> => (telling ??= testFlow(source, probes, flows, actions));

  it('lints clean', () => {
    expect(lintSource(source, probes, flows, { shipped: true, actions }).map(problemLine)).toEqual(
      [],
    );
  });

  it('comes in every case to the verdict that the case expects', async () => {
    const tested = await tell();
    expect(tested.problems.map(problemLine)).toEqual([]);
  });

  it('is walked by its cases over every leaf and every edge', async () => {
    const { coverage } = await tell();
    const missed = [...coverage.leaves, ...coverage.edges].filter(({ cases }) => !cases.length);
    expect(missed.map(({ name }) => name)).toEqual([]);
  });

  it('has for every fix a case that carries it out, and leads back where a program did it', async () => {
    if (!fixesTold.includes(flow.id)) return;
    const { cases } = await tell();
    const told = cases.flatMap(({ told: { fix } }) => (fix?.verify === 'held' ? [fix] : []));
    const missed = Object.entries(flow.fixes).filter(([id, fix]) => {
      // What only looks has nothing to prove.
      if (!fix.apply && !fix.verify) return false;
      const back = fix.apply !== undefined && fix['cannot-undo'] === undefined;
      return !told.some((each) => each.choose === id && (!back || each.then === 'undo'));
    });
    expect(missed.map(([id]) => id)).toEqual([]);
  });

  it('has for every diagnosis a case that expects it', async () => {
    const { cases } = await tell();
    const expected = new Set(cases.map(({ told }) => told.expect.diagnosis));
    expect(Object.keys(flow.diagnoses).filter((id) => isSaid(id) && !expected.has(id))).toEqual([]);
  });

  /** A leaf that is not applicable names no diagnosis. */
  const isSaid = (id: string): boolean => flow.diagnoses[id]?.verdict !== 'not-applicable';

  it('has a case that could not see, and one that is a near miss', async () => {
    const { cases } = await tell();
    expect(cases.some(({ run }) => run.path.some(({ outcome }) => isBlind(outcome)))).toBe(true);
    expect(cases.some(({ told }) => told['near-miss'])).toBe(true);
  });

  // Hundreds of cases against hundreds of spoilt conditions: work, not waiting.
  it('is noticed by its cases in nine of ten spoilt conditions', { timeout: 240_000 }, async () => {
    const { total, survivors } = mutateFlow(await tell(), probes, flows);
    const killed = (total - survivors.length) / total;
    expect(killed, survivors.map(problemLine).join('\n')).toBeGreaterThanOrEqual(0.9);
  });

  it('is what lookup names first for the symptoms of its cases, with their inputs', async () => {
    const { cases } = await tell();
    const told = cases.map((each) => each.told).filter(({ symptom }) => symptom !== undefined);
    expect(told.length).toBeGreaterThan(0);
    for (const { name, symptom = '', inputs } of told) {
      const [first] = parsePaste(symptom, flows, signatures);
      expect(first?.flow, name).toBe(flow.id);
      for (const [input, value] of Object.entries(first?.inputs ?? {})) {
        expect(`${input}=${value}`, name).toBe(`${input}=${String(inputs[input])}`);
      }
    }
  });
});
