import { noBlast, type Blast } from './action.ts';
import { risks, type Risk } from './risk.ts';
import type { Planned, Shown } from './fix-events.ts';
import type { FixState } from './fix-state.ts';

/** A plan in words: what cannot be taken back first, then what runs, and what feels it. */

export type PlanTone = 'added' | 'removed' | 'bad' | 'warn' | 'quiet' | 'strong';
export type PlanLine = { readonly text: string; readonly tone?: PlanTone };
export type PlanPart = { readonly heading: string; readonly lines: readonly PlanLine[] };

/** What must be done before a plan is carried out. Enter alone is never enough. */
export type Confirmation =
  /** `y`; where something stops, after the plan was seen to its end. */
  | { readonly by: 'key'; readonly seenToEnd: boolean }
  /** The name of what is at stake, typed. */
  | { readonly by: 'name'; readonly name: string };

const previewsOf = ({ plan }: FixState): readonly Shown[] =>
  plan?.calls.map(({ preview }) => preview) ?? [];

/** The flow says how risky a fix is; what its plan shows can only make it more so. */
export const riskOf = (fix: FixState): Risk => {
  const previews = previewsOf(fix);
  const stops = previews.some(
    ({ blast, mayCutLink }) =>
      blast.restarts.length > 0 || blast.lost.length > 0 || mayCutLink !== undefined,
  );
  const least = fix.plan?.way === 'undo' && fix.risk !== 'data' ? 'safe' : fix.risk;
  return stops && risks.indexOf(least) < risks.indexOf('downtime') ? 'downtime' : least;
};

export const confirmationOf = (fix: FixState, target: string): Confirmation => {
  switch (riskOf(fix)) {
    case 'safe':
      return { by: 'key', seenToEnd: false };
    case 'downtime':
      return { by: 'key', seenToEnd: true };
    case 'data':
      return { by: 'name', name: atStake(fix) ?? target };
  }
};

/** The first thing that is changed, without its kind: `volume:shop_data` is `shop_data`. */
const atStake = (fix: FixState): string | undefined =>
  previewsOf(fix)
    .flatMap(({ touches }) => touches)
    .map((name) => name.slice(name.indexOf(':') + 1))
    .at(0);

export const planParts = (fix: FixState, target: string): readonly PlanPart[] => {
  const previews = previewsOf(fix);
  const back = fix.plan?.way === 'undo';
  const parts: readonly PlanPart[] = [
    { heading: 'What cannot be taken back', lines: lostForGood(fix, previews) },
    {
      heading: 'Not as it was when it was shown before',
      lines: fix.moved.map((text) => ({ text, tone: 'warn' })),
    },
    ...(fix.plan?.calls ?? []).map(({ call, preview }, at, all) => ({
      heading: `${all.length > 1 ? `${at + 1}. ` : ''}${call.action} on ${target}`,
      lines: callLines(preview),
    })),
    { heading: 'What feels it', lines: blastLines(previews.map(({ blast }) => blast)) },
    {
      heading: 'This can cut the way to the target',
      lines: (fix.plan?.calls ?? []).flatMap(cutLines),
    },
    { heading: 'Meanwhile', lines: lockLines(fix) },
    {
      heading: 'Afterwards',
      lines: [{ text: back ? afterUndo : fix.byHand ? afterHand : afterwards, tone: 'quiet' }],
    },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
};

const afterwards =
  'The step that showed the fault is asked again. What leads back is on disk before anything changes.';
const afterHand = 'Once you say that it is done, the step that showed the fault is asked again.';
const afterUndo = 'What was changed is compared with what it was before the fix.';

/** Whether the operator may be cut off, and what then brings him back. */
const cutLines = ({ preview: { mayCutLink }, guard }: Planned): readonly PlanLine[] => {
  if (mayCutLink === undefined) return [];
  const alone = 'Nothing brings it back by itself.';
  return [
    { text: mayCutLink, tone: 'bad' },
    ...(guard?.preview.shows ?? [alone]).map((text) => ({ text })),
  ];
};

/** What tells others is no part of what is mended, and is gone afterwards. */
const lockLines = ({ plan }: FixState): readonly PlanLine[] =>
  (plan?.lock?.preview.shows ?? []).map((text) => ({ text, tone: 'quiet' }));

const lostForGood = (fix: FixState, previews: readonly Shown[]): readonly PlanLine[] => {
  const said = [
    ...(fix.cannotUndo === undefined || fix.plan?.way === 'undo' ? [] : [fix.cannotUndo]),
    ...previews.flatMap(({ irreversible }) => irreversible ?? []),
    ...previews.flatMap(({ blast }) => blast.lost),
  ];
  return [...new Set(said)].map((text) => ({ text, tone: 'bad' }));
};

const callLines = ({ shows, nothingToDo }: Shown): readonly PlanLine[] => [
  ...shows.flatMap((text) => text.split('\n')).map(shown),
  ...(nothingToDo === undefined
    ? []
    : [{ text: `Nothing to do: ${nothingToDo}`, tone: 'quiet' as const }]),
];

/** Lines of a unified diff are known by their first character; `---` and `+++` name its files. */
const shown = (text: string): PlanLine => {
  if (/^(---|\+\+\+|@@)/.test(text)) return { text, tone: 'quiet' };
  if (text.startsWith('+')) return { text, tone: 'added' };
  return text.startsWith('-') ? { text, tone: 'removed' } : { text };
};

const blastLines = (blasts: readonly Blast[]): readonly PlanLine[] => {
  const all = (part: (blast: Blast) => readonly string[]): readonly string[] => [
    ...new Set(blasts.flatMap(part)),
  ];
  const row = (words: string, names: readonly string[]): readonly PlanLine[] =>
    names.length === 0 ? [] : [{ text: `${words}: ${names.join(', ')}` }];
  const stop = all(({ downtime }) => (downtime === noBlast.downtime ? [] : [downtime]));
  return [
    ...row(
      'stops for a moment',
      all(({ restarts }) => restarts),
    ),
    ...row(
      'depends on that',
      all(({ dependents }) => dependents),
    ),
    ...row(
      'does not answer meanwhile',
      all(({ ports }) => ports),
    ),
    ...row(
      'is written to, and stays',
      all(({ volumes }) => volumes),
    ),
    ...row(
      'connected now',
      all(({ connections }) => connections),
    ),
    { text: `downtime: ${stop.length > 0 ? stop.join(', ') : noBlast.downtime}` },
  ];
};
