import path from 'node:path';
import type { AnyAction } from '../core/action.ts';
import type { Case } from '../core/case.ts';
import { coverageOf, type Coverage } from '../core/case-coverage.ts';
import type { Flow } from '../core/flow.ts';
import { disappointments } from '../core/judge-case.ts';
import { mutants, noRow } from '../core/mutants.ts';
import type { AnyProbe } from '../core/probe.ts';
import { runCase } from '../core/run-case.ts';
import { tellFix } from '../core/tell-fix.ts';
import type { Run } from '../core/session.ts';
import type { Source } from './load.ts';
import { loadCases } from './load-cases.ts';
import type { Problem } from './problem.ts';

/** A flow's cases told, with what came of each. */
export type Tested = {
  readonly source: Source;
  readonly cases: readonly TestedCase[];
  /** Files that cannot be loaded, and cases that do not hold. */
  readonly problems: readonly Problem[];
  readonly coverage: Coverage;
};

export type TestedCase = { readonly file: string; readonly told: Case; readonly run: Run };

export const testFlow = async (
  source: Source,
  probes: readonly AnyProbe[],
  flows: readonly Flow[],
  actions: readonly AnyAction[],
): Promise<Tested> => {
  const { flow } = source;
  const loaded = await loadCases(path.dirname(source.file));
  const cases = loaded.cases.map(({ file, told, place }) => {
    const { run, faults } = runCase(flow, told, probes, flows);
    const fixed = faults.length > 0 ? [] : tellFix({ flow, told, run, probes, flows, actions });
    const all = [...faults, ...disappointments(flow, told, run), ...fixed];
    return { file, told, place, run, faults: all };
  });
  const failed = cases.flatMap(({ file, place, faults }) =>
    faults.map(({ at, words }): Problem => {
      return { file, ...place(at), rule: 'case-fails', message: words, cure: '' };
    }),
  );
  const walks = cases.map(({ told, run }) => ({ name: told.name, run }));
  return {
    source,
    cases,
    problems: [...loaded.problems, ...failed],
    coverage: coverageOf(flow, walks),
  };
};

export type Mutation = { readonly total: number; readonly survivors: readonly Problem[] };

/** Spoils each condition in turn; a mutant that every case accepts survives. */
export const mutateFlow = (
  { source, cases }: Tested,
  probes: readonly AnyProbe[],
  flows: readonly Flow[],
): Mutation => {
  const all = mutants(source.flow);
  const survivors = all.filter(({ flow, path: [, step] }) =>
    // Those that walk over the spoilt step are the likeliest to notice.
    cases
      .toSorted((a, b) => walks(b, step) - walks(a, step))
      .every(({ told }) => {
        const { run, faults } = runCase(flow, told, probes, flows);
        if (faults.length > 0 || run.path.at(-1)?.go === noRow) return false;
        return disappointments(flow, told, run).length === 0;
      }),
  );
  return {
    total: all.length,
    survivors: survivors.map(({ what, path: at }) => ({
      file: source.file,
      ...source.place(at),
      rule: 'mutant-survives',
      message: what,
      cure: 'No case notices: add one that does.',
    })),
  };
};

const walks = ({ run }: TestedCase, step: unknown): number =>
  run.path.some((taken) => taken.step === step) ? 1 : 0;
