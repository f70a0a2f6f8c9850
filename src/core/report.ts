import type { FixOutcome } from './fix-outcome.ts';
import type { Flow } from './flow.ts';
import { scopeOf } from './inputs.ts';
import { isBlind, type Confidence, type Outcome } from './outcome.ts';
import { ruledOut } from './rule-out.ts';
import type { Exchange, Fact, Run, State } from './session.ts';
import { requestWords } from './request-words.ts';
import { fillText, valueAt, words } from './template.ts';
import { stepAfter, unseen } from './walk.ts';

/** What JSON, screens and reports show of one run: CONTRACT's result, in its key order. */
export type Result = {
  readonly flow: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outcome: 'diagnosed' | 'healthy' | 'inconclusive' | 'not-applicable';
  readonly diagnosis: string | null;
  readonly confidence: Confidence | null;
  readonly causedBy: null;
  readonly title: string;
  readonly explain: string;
  readonly prevent: string;
  readonly path: readonly Walked[];
  readonly evidence: readonly Evidence[];
  readonly ruledOut: readonly { readonly diagnosis: string; readonly because: string }[];
  readonly blind: readonly Unseen[];
  readonly fixes: readonly FixOffered[];
  /** What became of the fix that was chosen last; filled in where reports are put together. */
  readonly fix: FixOutcome | null;
};

export type Walked = {
  readonly step: string;
  readonly outcome: Outcome;
  readonly because: string;
  readonly go: string;
  readonly ms: number;
};

export type Evidence = {
  readonly step: string;
  readonly probe: string;
  readonly because: string;
  readonly excerpt: string;
  readonly requests: readonly string[];
  readonly at: null;
};

export type Unseen = {
  readonly step: string;
  readonly outcome: Outcome;
  readonly detail: string;
  readonly unblock: readonly string[];
};

export type FixOffered = {
  readonly id: string;
  readonly title: string;
  readonly risk: 'safe' | 'downtime' | 'data';
};

export const resultOf = (flow: Flow, run: Run, exchanges: State['exchanges']): Result => {
  const ended = run.ended ?? { reason: 'inconclusive', diagnosis: null, confidence: null };
  const outcome = ended.reason === 'left' ? 'inconclusive' : ended.reason;
  const leaf = ended.diagnosis ?? stepAfter(flow, run.path);
  const diagnosis = Object.hasOwn(flow.diagnoses, leaf) ? flow.diagnoses[leaf] : undefined;
  const shown = ended.diagnosis ? diagnosis : undefined;
  const scope = scopeOf(flow, run);
  const text = (template: string): string => fillText(template, scope).trim();
  return {
    flow: flow.id,
    inputs: inputsShown(run),
    outcome,
    diagnosis: ended.diagnosis,
    confidence: ended.confidence,
    causedBy: null,
    title: text(shown?.title ?? flow.title),
    explain: text(shown?.explain ?? endWords(flow, run)),
    prevent: text(shown?.prevent ?? ''),
    path: run.path.map(({ step, outcome: at, because, go }) => ({
      step,
      outcome: at,
      because,
      go,
      ms: run.facts[step]?.ms ?? 0,
    })),
    evidence: evidenceOf(run, shown?.evidence ?? [], exchanges),
    ruledOut: ruledOut(flow, run.path, ended.diagnosis).map((out) => ({
      diagnosis: out.diagnosis,
      because: out.because,
    })),
    blind: blindOf(flow, run),
    fixes: (shown?.fixes ?? []).flatMap((id) => {
      const fix = flow.fixes[id];
      return fix ? [{ id, title: text(fix.title), risk: fix.risk }] : [];
    }),
    fix: null,
  };
};

const inputsShown = (run: Run): Record<string, string> =>
  Object.fromEntries(
    Object.entries(run.inputs)
      .map(([name, { value }]) => [name, words(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Why a run ended without a verdict. */
const endWords = (flow: Flow, run: Run): string => {
  const open = openInput(flow, run);
  if (open) return open.detail;
  if (run.ended?.hidden) return `${run.ended.hidden.subject}: ${run.ended.hidden.detail}`;
  const hidden = unseen(run.path);
  const last = hidden.at(-1) ?? run.path.at(-1);
  return last ? `${last.step}: ${last.because}` : 'Nothing was looked at.';
};

const evidenceOf = (
  run: Run,
  steps: readonly string[],
  exchanges: State['exchanges'],
): readonly Evidence[] => {
  // The step that decided belongs to the evidence, whether the leaf names it or not.
  const last = run.path.at(-1)?.step;
  const cited = run.path.filter(({ step }) => steps.includes(step) || step === last);
  return cited.map(({ step, because }) => {
    const fact = run.facts[step];
    return {
      step,
      probe: fact?.probe ?? '',
      because,
      excerpt: excerptOf(fact),
      requests: (fact?.used ?? []).flatMap((key) => requestsOf(exchanges[key])),
      at: null,
    };
  });
};

const requestsOf = (exchange: Exchange | undefined): readonly string[] =>
  exchange ? [requestWords(exchange.request)] : [];

/** Probes put the words that show what they found into `excerpt`. */
const excerptOf = (fact: Fact | undefined): string => {
  if (!fact) return '';
  if (fact.result.outcome !== 'found') return fact.result.detail;
  const excerpt = valueAt(fact.result.data, ['excerpt']);
  return typeof excerpt === 'string' ? excerpt : '';
};

const blindOf = (flow: Flow, run: Run): readonly Unseen[] => {
  const steps = run.path
    .filter(({ outcome }) => isBlind(outcome))
    .map(({ step, outcome }): Unseen => {
      const result = run.facts[step]?.result;
      const failure = result && result.outcome !== 'found' ? result : undefined;
      return {
        step,
        outcome,
        detail: failure ? `${failure.subject}: ${failure.detail}` : '',
        unblock: failure?.unblock ?? [],
      };
    });
  const hidden = run.ended?.hidden;
  if (hidden) {
    const { outcome, subject, detail, unblock = [] } = hidden;
    return [{ step: 'overview', outcome, detail: `${subject}: ${detail}`, unblock }];
  }
  const open = openInput(flow, run);
  return open ? [...steps, open] : steps;
};

/** An input that nobody settled: names the candidates and the flag that settles it. */
const openInput = (flow: Flow, run: Run): Unseen | undefined => {
  const asked = run.ended?.open;
  if (asked === undefined) return undefined;
  const candidates = run.detected[asked]?.candidates ?? [];
  const question = fillText(flow.inputs[asked]?.ask ?? asked, scopeOf(flow, run));
  const fit = candidates.map(({ value }) => value).join(', ');
  const blind = run.detected[asked]?.blind;
  const detail = [question, fit ? `These fit: ${fit}.` : '', blind ?? ''].filter(Boolean).join(' ');
  return {
    step: `input:${asked}`,
    outcome: 'unreadable',
    detail,
    unblock: [`-i ${asked}=${candidates[0]?.value ?? '…'}`],
  };
};
