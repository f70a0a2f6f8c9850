import path from 'node:path';
import { actions } from '../../src/actions/index.ts';
import type { Generated } from '../../src/catalogue/generated.ts';
import type { Source } from '../../src/catalogue/load.ts';
import { testFlow } from '../../src/catalogue/test-flow.ts';
import type { AnyProbe } from '../../src/core/probe.ts';
import { reduce } from '../../src/core/reduce.ts';
import { runCase } from '../../src/core/run-case.ts';
import { emptyState } from '../../src/core/session.ts';
import { markdown } from '../../src/reports/markdown.ts';

/**
 * What the operator would hand on, for each leaf: the report of the case that bears its name. More
 * of them nobody would read.
 */
export const caseReports = async (
  sources: readonly Source[],
  probes: readonly AnyProbe[],
): Promise<readonly Generated[]> => {
  const flows = sources.map(({ flow }) => flow);
  const traceOf = (name: string) => probes.find((probe) => probe.name === name)?.trace;
  const all = await Promise.all(
    sources.map(async (source) => {
      const { cases } = await testFlow(source, probes, flows, actions);
      const named = cases.filter(({ told }) => Object.hasOwn(source.flow.diagnoses, told.name));
      return named.map(({ file, told }) => {
        const { events } = runCase(source.flow, told, probes, flows);
        const state = events.reduce(reduce, emptyState);
        const report = path.join(path.dirname(file), `${told.name}.report.md`);
        return { file: report, text: markdown({ state, flows, traceOf }) };
      });
    }),
  );
  return all.flat();
};
