import { changeWords } from '../core/request-words.ts';
import type { Change, Writable } from '../core/change.ts';
import type { LinkRefusal } from '../core/link-refusal.ts';
import type { Reply } from '../core/target.ts';
import { pause, unlessAborted } from './aborted.ts';
import { refusal } from './failure.ts';

/** What answers "unreachable" as the link goes may be told so before we are. */
export const graceMs = 25;

/** A container that is to stop is given ten seconds by its engine, though nobody waits for it. */
const engineRestMs = 12_000;

type Links = {
  current(): { readonly hands: Writable; readonly over: AbortController } | undefined;
  /** Waits for the link that is being made; else why there is none. */
  stands(): Promise<{ readonly kind: LinkRefusal; readonly detail: string } | undefined>;
};

/**
 * Changes over a link that comes back. What was under way as the link went is never sent again: it
 * fails, once the link stands again or is given up, and whoever sent it looks at what became of it.
 */
export const relinkedHands = (label: string, { current, stands }: Links): Writable => ({
  label,
  // The link is closed with what looks over it.
  close: () => Promise.resolve(),
  change: async (change, signal) => {
    const link = current();
    if (!link) return refusal('unreachable', changeWords(change), noLink(label));
    const over = link.over.signal;
    const reply = await unlessAborted(link.hands.change(change, signal), over);
    if (reply?.ok) return reply;
    if (reply?.failure.outcome === 'unreachable' && !over.aborted) await pause(graceMs, over);
    if (!over.aborted) return reply ?? cut(change, 'the link was lost');
    const refused = await stands();
    if (refused) return cut(change, `the link to ${label} was lost for good: ${refused.detail}`);
    if (isStopping(change)) await pause(engineRestMs, signal);
    return cut(change, `the link to ${label} was lost meanwhile`);
  },
  settled: async (signal) => {
    const refused = await stands();
    const link = current();
    if (link) return link.hands.settled(signal);
    const detail = refused?.detail ?? 'the link was lost again';
    return { outcome: 'unreachable', subject: label, detail };
  },
});

const noLink = (label: string): string => `there is no link to ${label}; nothing was sent`;

const cut = (change: Change, detail: string): Reply =>
  refusal('unreachable', changeWords(change), detail);

const isStopping = (change: Change): boolean =>
  change.kind === 'docker-change' && /\/(stop|restart)$/.test(change.path);
