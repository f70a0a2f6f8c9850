import { isFixEvent } from '../core/fix-events.ts';
import type { Event, State, TargetId } from '../core/session.ts';
import { fixProgress } from './fix-words.ts';
import { aboutWords, plural } from './words.ts';

/** What an event tells somebody who waits; nothing for most. */
export const progress = (event: Event, state: State): readonly string[] => {
  if (isFixEvent(event)) {
    return fixProgress(event).map((line) => `${about(event.run, state)}: ${line}`);
  }
  switch (event.type) {
    case 'overview.read': {
      const { engine, containers, blind } = event.overview;
      const where = whose(event.target, state);
      const refusals = blind.map(
        ({ subject, detail }) => `${where}could not look at ${subject}: ${detail}`,
      );
      if (!engine) return refusals;
      return [
        `${where}looked over ${plural(containers.length, 'container')}, docker ${engine.version} (${event.ms} ms)`,
        ...refusals,
      ];
    }
    case 'run.started':
      // A run without a subject of its own was asked for, or could not see any: its end tells.
      return event.subject && !event.from
        ? [`${about(event.run, state)}: ${event.subject.because}`]
        : [];
    case 'branch.taken': {
      const ms = state.runs[event.run]?.facts[event.step]?.ms ?? 0;
      const outcome = event.outcome === 'found' ? '' : `${event.outcome}: `;
      return [`${about(event.run, state)}: ${event.step}: ${outcome}${event.because} (${ms} ms)`];
    }
    case 'target.lost': {
      const label = state.targets[event.target]?.label ?? event.target;
      return event.trying
        ? [`lost the link to ${label}, trying again: ${event.detail}`]
        : [`no link to ${label}: ${event.detail}`];
    }
    case 'target.connected': {
      const target = state.targets[event.target];
      const label = target?.label ?? event.target;
      return [
        // The first time it is no news.
        ...(target?.overview ? [`the link to ${label} stands again`] : []),
        ...(event.warning === undefined ? [] : [`warning: ${label}: ${event.warning}`]),
      ];
    }
    case 'session.started':
    case 'session.ended':
    case 'exchanged':
    case 'epoch.started':
    case 'input.detected':
    case 'input.answered':
    case 'probe.started':
    case 'probe.finished':
    case 'step.stopped':
    case 'step.retried':
    case 'run.ended':
      return [];
  }
};

/** Where several targets are looked at, each line says which one it is about. */
const whose = (id: TargetId, { targets }: State): string =>
  Object.keys(targets).length > 1 ? `${targets[id]?.label ?? id}: ` : '';

const about = (id: string, state: State): string => {
  const run = state.runs[id];
  const words = aboutWords(run?.flow ?? id, run?.subject?.label);
  return run ? `${whose(run.target, state)}${words}` : words;
};
