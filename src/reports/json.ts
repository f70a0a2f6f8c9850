import { unreached } from '../core/reach.ts';
import { findingsOf, type Source } from './document.ts';

/** CONTRACT's document: key order and array order are part of it. */
export const json = (source: Source): string => {
  const { state } = source;
  const targets = findingsOf(source).map(({ target, odd, findings, quiet }) => ({
    target: { label: target.label, kind: target.kind },
    error: unreached(state, target) ?? null,
    ...(target.warnings && { warnings: target.warnings }),
    ...(odd.length > 0 && {
      odd: odd.map(({ what, value, usual, others }) => ({ what, value, usual, others })),
    }),
    startedAt: state.startedAt,
    // Until it last told something: how long other targets took is no matter of this one.
    durationMs: target.answeredAt === undefined ? 0 : elapsed(state.startedAt, target.answeredAt),
    roundTrips: target.roundTrips,
    results: unreached(state, target) ? [] : [...findings.map(({ result }) => result), ...quiet],
  }));
  const { command, id: session } = state;
  return `${JSON.stringify({ schemaVersion: 1, command, targets, session }, null, 2)}\n`;
};

const elapsed = (from: string, to: string): number => Date.parse(to) - Date.parse(from);
