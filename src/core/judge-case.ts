import type { Case } from './case.ts';
import type { Flow } from './flow.ts';
import { ruledOut } from './rule-out.ts';
import type { Run } from './session.ts';

/** What a case expected and did not get; one sentence each. */
export const disappointments = (flow: Flow, told: Case, run: Run): readonly string[] => {
  const { expect } = told;
  const ended = run.ended;
  if (!ended) return [];
  const faults: string[] = [];
  const differs = (what: string, wanted: Said | undefined, got: Said): void => {
    if (wanted === undefined || wanted === got) return;
    faults.push(`${what} is ${said(got)}, expected ${said(wanted)}`);
  };
  differs('the diagnosis', expect.diagnosis, ended.diagnosis);
  differs('the outcome', expect.outcome, ended.reason);
  differs('the confidence', expect.confidence, ended.confidence);
  if (expect.diagnosis === undefined && expect.outcome === undefined && expect.open === undefined) {
    faults.push('it expects neither a diagnosis nor an outcome');
  }
  const out = new Set(ruledOut(flow, run.path, ended.diagnosis).map(({ diagnosis }) => diagnosis));
  for (const id of [...expect['ruled-out'], ...expect['not-ruled-out']]) {
    if (!Object.hasOwn(flow.diagnoses, id)) faults.push(`\`${id}\` is no diagnosis of this flow`);
  }
  for (const id of expect['ruled-out']) {
    if (!out.has(id)) faults.push(`\`${id}\` is not ruled out`);
  }
  for (const id of expect['not-ruled-out']) {
    if (out.has(id)) faults.push(`\`${id}\` is ruled out`);
  }
  return faults;
};

type Said = string | null;
const said = (value: Said): string => (value === null ? 'none' : `\`${value}\``);
