import type { Case, CaseFault } from './case.ts';
import type { Flow } from './flow.ts';
import { ruledOut } from './rule-out.ts';
import type { Run } from './session.ts';

/** What a case expected and did not get. */
export const disappointments = (flow: Flow, told: Case, run: Run): readonly CaseFault[] => {
  const { expect } = told;
  const ended = run.ended;
  if (!ended) return [];
  const faults: CaseFault[] = [];
  const fault = (words: string, ...at: readonly (string | number)[]): void => {
    faults.push({ at: ['expect', ...at], words });
  };
  const differs = (key: string, wanted: Said | undefined, got: Said): void => {
    if (wanted === undefined || wanted === got) return;
    fault(`the ${key} is ${said(got)}, expected ${said(wanted)}`, key);
  };
  differs('diagnosis', expect.diagnosis, ended.diagnosis);
  differs('outcome', expect.outcome, ended.reason);
  differs('confidence', expect.confidence, ended.confidence);
  differs('open', expect.open, ended.open ?? null);
  if (expect.diagnosis === undefined && expect.outcome === undefined && expect.open === undefined) {
    fault('it expects neither a diagnosis nor an outcome');
  }
  const out = new Set(ruledOut(flow, run.path, ended.diagnosis).map(({ diagnosis }) => diagnosis));
  for (const key of ['ruled-out', 'not-ruled-out'] as const) {
    for (const [index, id] of expect[key].entries()) {
      if (!Object.hasOwn(flow.diagnoses, id)) fault(`\`${id}\` is no diagnosis`, key, index);
      else if (out.has(id) !== (key === 'ruled-out')) {
        fault(`\`${id}\` is ${out.has(id) ? '' : 'not '}ruled out`, key, index);
      }
    }
  }
  return faults;
};

type Said = string | null;
const said = (value: Said): string => (value === null ? 'none' : `\`${value}\``);
