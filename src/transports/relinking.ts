import { requestWords } from '../core/request-words.ts';
import type { LinkRefusal } from '../core/link-refusal.ts';
import type { Reply, Sent, Transport } from '../core/target.ts';
import type { Writable } from '../core/change.ts';
import { pause, unlessAborted } from './aborted.ts';
import { refusal, stopped } from './failure.ts';
import { graceMs, relinkedHands } from './relinked-hands.ts';

export type Refused = { readonly kind: LinkRefusal; readonly detail: string };

export type LinkOpened =
  | {
      readonly ok: true;
      readonly transport: Transport;
      readonly hands: Writable;
      /** What went wrong besides, and stopped nothing. */
      readonly warning?: string;
    }
  | { readonly ok: false; readonly refused: Refused };

/** Who hears of a link that stands, each at most once. */
export type LinkHearer = {
  /** It ended by itself. */
  lost(detail: string): void;
  /** It leads nowhere: nothing can be asked over it, nor over another one. */
  refused(refused: Refused): void;
};

export type RelinkingOptions = {
  readonly label: string;
  /** Makes a link. Aborted: nobody wants it any more. */
  open(hear: LinkHearer, signal: AbortSignal): Promise<LinkOpened>;
  /** The link went away; it is being made anew. */
  lost(detail: string): void;
  linked(awayMs: number): void;
  gone(refused: Refused): void;
  /** Before each new attempt. After the last one the link is given up. */
  readonly pausesMs?: readonly number[];
};

export type Relinking = Transport & {
  /** Makes the link, where there is none: the first one, or after it was given up. */
  link(): Promise<Refused | undefined>;
  /** How long it has been away so far, all absences together. */
  awayMs(): number;
  /** Changes it, over whichever link stands; none is sent twice. */
  readonly hands: Writable;
  /** Of the last link that was made. */
  warning(): string | undefined;
};

/** A minute, ever slower: a host that is hammered locks us out. */
const patience = [500, 1000, 2000, 4000, 8000, 15_000, 30_000];

/** A request that the link is lost under so often may be why. */
const mostTries = 3;

type Link = {
  readonly transport: Transport;
  readonly hands: Writable;
  readonly over: AbortController;
};

type Held = {
  readonly sent: Sent;
  readonly settle: (reply: Reply | Promise<Reply>) => void;
  tries: number;
};

/**
 * A link that comes back: what was asked while it is away is held, and asked again over the new
 * one. Only looks go through it, so that asking twice does no harm.
 */
export const relinking = (options: RelinkingOptions): Relinking => {
  const { label, pausesMs = patience } = options;
  const ending = new AbortController();
  const held = new Set<Held>();
  let now: Link | undefined;
  let making: Promise<Refused | undefined> | undefined;
  let gone: Refused | undefined;
  let warning: string | undefined;
  let [awayBefore, awaySince] = [0, 0];

  const away = (): number => (awaySince === 0 ? 0 : performance.now() - awaySince);

  const attempt = async (): Promise<Refused | undefined> => {
    const over = new AbortController();
    const lost = (detail: string): void => {
      if (over.signal.aborted) return;
      over.abort();
      if (now?.over !== over) return;
      now = undefined;
      if (!ending.signal.aborted) making = again(detail);
    };
    const refuse = (refused: Refused): void => {
      if (now?.over !== over) return;
      const { transport } = now;
      now = undefined;
      giveUp(refused);
      over.abort();
      void transport.close();
    };
    const opened = await options.open({ lost, refused: refuse }, ending.signal);
    if (!opened.ok) return opened.refused;
    if (ending.signal.aborted || over.signal.aborted) {
      await opened.transport.close();
      return { kind: 'unreachable', detail: 'the link was lost as soon as it stood' };
    }
    now = { transport: opened.transport, hands: opened.hands, over };
    warning = opened.warning;
    gone = undefined;
    return undefined;
  };

  /** Until it stands again, is refused, or patience is over. */
  const again = async (detail: string): Promise<Refused | undefined> => {
    awaySince = performance.now();
    options.lost(detail);
    let refused: Refused = { kind: 'unreachable', detail };
    for (const pauseMs of pausesMs) {
      await pause(pauseMs, ending.signal);
      if (ending.signal.aborted) break;
      const failed = await attempt();
      const awayMs = away();
      if (!failed) {
        awayBefore += awayMs;
        awaySince = 0;
        making = undefined;
        options.linked(awayMs);
        const waiting = [...held];
        held.clear();
        dispatch(waiting);
        return undefined;
      }
      refused = failed;
      if (!passes(failed)) break;
    }
    giveUp(refused);
    return refused;
  };

  const giveUp = (refused: Refused): void => {
    awayBefore += away();
    awaySince = 0;
    making = undefined;
    gone = refused;
    if (!ending.signal.aborted) options.gone(refused);
    for (const each of held) each.settle(unreachable(each.sent, label, refused.detail));
    held.clear();
  };

  const hold = (each: Held): void => {
    each.tries += 1;
    const { sent } = each;
    if (ending.signal.aborted) return each.settle(stopped(requestWords(sent.request)));
    if (gone) return each.settle(unreachable(sent, label, gone.detail));
    if (each.tries > mostTries) {
      return each.settle(unreachable(sent, label, 'the link is lost whenever this is asked'));
    }
    if (now) return dispatch([each]);
    held.add(each);
    sent.signal.addEventListener('abort', () => {
      if (held.delete(each)) each.settle(stopped(requestWords(sent.request)));
    });
  };

  const dispatch = (batch: readonly Held[]): void => {
    const link = now;
    if (!link) return batch.forEach(hold);
    const wanted = batch.filter(({ sent, settle }) => {
      if (sent.signal.aborted) settle(stopped(requestWords(sent.request)));
      return !sent.signal.aborted;
    });
    if (wanted.length === 0) return;
    const { signal: over } = link.over;
    const replies = link.transport.send(
      wanted.map(({ sent: { request, signal } }) => ({
        request,
        signal: AbortSignal.any([signal, over]),
      })),
    );
    wanted.forEach((each, at) => {
      const reply = replies[at];
      if (!reply) throw new Error(`${label} answered fewer requests than it was sent`);
      each.settle(overLink(each, reply, over));
    });
  };

  /** The answer, unless the link goes before it is whole: then the one of the next link. */
  const overLink = async (each: Held, reply: Promise<Reply>, over: AbortSignal): Promise<Reply> => {
    const answer = await unlessAborted(reply, over);
    if (answer?.ok) return answer;
    if (answer?.failure.outcome === 'unreachable' && !over.aborted) await pause(graceMs, over);
    if (!over.aborted || each.sent.signal.aborted) {
      return answer ?? stopped(requestWords(each.sent.request));
    }
    return new Promise((settle) => hold({ ...each, settle }));
  };

  const stands = async (): Promise<Refused | undefined> => {
    if (making) await making;
    return now ? undefined : (gone ?? { kind: 'unreachable', detail: 'there is no link' });
  };

  return {
    label,
    hands: relinkedHands(label, { current: () => now, stands }),
    awayMs: () => awayBefore + away(),
    warning: () => warning,
    link: () => {
      if (now) return Promise.resolve(undefined);
      return (making ??= attempt().then((refused) => {
        making = undefined;
        gone = refused;
        return refused;
      }));
    },
    send: (batch) => {
      const asked = batch.map((sent) => ({ sent, ...Promise.withResolvers<Reply>() }));
      dispatch(asked.map(({ sent, resolve }) => ({ sent, settle: resolve, tries: 0 })));
      return asked.map(({ promise }) => promise);
    },
    close: async () => {
      ending.abort();
      const link = now;
      now = undefined;
      for (const each of held) each.settle(stopped(requestWords(each.sent.request)));
      held.clear();
      await link?.transport.close();
    },
  };
};

/** A host that starts anew may not answer yet; who refuses us, or is refused, is not asked again. */
const passes = ({ kind }: Refused): boolean => kind === 'unreachable' || kind === 'refused';

const unreachable = ({ request }: Sent, label: string, detail: string): Reply =>
  refusal('unreachable', requestWords(request), `no link to ${label}: ${detail}`);
