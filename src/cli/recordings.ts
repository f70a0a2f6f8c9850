import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flow } from '../core/flow.ts';
import type { Event } from '../core/session.ts';
import { recordedEvents } from '../run/recorded.ts';
import type { Recording } from '../ui/actions.ts';

/** Recorded incidents lie beside their flow: real runs of the fault lab. */
const folderOf = (flow: string): string =>
  join(import.meta.dirname, '../../flows', flow, 'recordings');

/** All that came with this copy. What each one is about stays to be found out. */
export const listRecordings = (flows: readonly Flow[]): readonly Recording[] =>
  flows.flatMap(({ id: flow, hash }) => {
    const folder = folderOf(flow);
    const files = existsSync(folder)
      ? readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
      : [];
    return files.sort().map((name, at) => {
      const id = `${flow}/${name}`;
      const title = `incident ${at + 1} of ${files.length}`;
      const isOld = isOfAnotherVersion(readRecording({ id, flow }), flow, hash);
      return { id, flow, title: isOld ? `${title}, ${anotherVersion}` : title };
    });
  });

/** Said of a recording whose steps are not those of today's flow: its own branches are shown. */
const anotherVersion = 'recorded with another version of this flow';

const isOfAnotherVersion = (events: readonly Event[], flow: string, hash: string): boolean =>
  events.some(
    (event) => event.type === 'run.started' && event.flow === flow && event.flowHash !== hash,
  );

export const readRecording = ({ id, flow }: Pick<Recording, 'id' | 'flow'>): readonly Event[] => {
  const file = join(folderOf(flow), id.slice(flow.length + 1));
  return recordedEvents(readFileSync(file, 'utf8'), file);
};
