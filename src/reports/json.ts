import { findingsOf, type Source } from './document.ts';

/** CONTRACT's document: key order and array order are part of it. */
export const json = (source: Source): string => {
  const { state } = source;
  const targets = findingsOf(source).map(({ target, findings, quiet }) => ({
    target: { label: target.label, kind: target.kind },
    error: target.link === 'lost' ? { kind: 'unreachable', message: target.detail } : null,
    startedAt: state.startedAt,
    durationMs: state.endedAt === undefined ? 0 : elapsed(state.startedAt, state.endedAt),
    roundTrips: state.roundTrips,
    results: target.link === 'lost' ? [] : [...findings.map(({ result }) => result), ...quiet],
  }));
  const { command, id: session } = state;
  return `${JSON.stringify({ schemaVersion: 1, command, targets, session }, null, 2)}\n`;
};

const elapsed = (from: string, to: string): number => Date.parse(to) - Date.parse(from);
