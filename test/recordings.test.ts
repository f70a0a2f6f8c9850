import { readFileSync } from 'node:fs';
import { hostname, release } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFlows } from '../src/catalogue/load.ts';
import { listRecordings, readRecording } from '../src/cli/recordings.ts';
import { replay } from '../src/run/replay.ts';

// Incidents to practise on: each is a real run of the lab, kept beside its flow.

const root = path.join(import.meta.dirname, '..');
const { flows } = await loadFlows(path.join(root, 'flows'));
const recordings = listRecordings(flows);

/** `<flow>.<diagnosis>.jsonl`, with the variant of the fault where there is one. */
const partsOf = (id: string) => {
  const [, name = ''] = id.split('/');
  const [flow = '', diagnosis = ''] = name.split('.');
  return { flow, diagnosis };
};

it('every flow has an incident to practise on', () => {
  const recorded = new Set(recordings.map(({ flow }) => flow));
  expect([...recorded].toSorted()).toEqual(flows.map(({ id }) => id).toSorted());
});

describe.each(recordings)('the recording $id', (recording) => {
  const events = readRecording(recording);
  const { flow, diagnosis } = partsOf(recording.id);
  const started = events.filter((event) => event.type === 'run.started' && event.flow === flow);
  const hash = flows.find(({ id }) => id === flow)?.hash;

  it('comes to the cause that it was made with, and asks nobody', async () => {
    const { session, done } = replay(events, { flows, command: 'practice' });
    await done;
    const ends = Object.values(session.getState().runs)
      .filter((run) => run.flow === flow && run.ended?.reason === 'diagnosed')
      .map(({ ended }) => `${ended?.confidence} ${ended?.diagnosis}`);
    expect(ends).toEqual([`confirmed ${diagnosis}`]);
  });

  it('is of this version of its flow, or says that it is not', () => {
    const isCurrent = started.every((event) => 'flowHash' in event && event.flowHash === hash);
    expect(started).not.toEqual([]);
    expect(/another version of this flow/.test(recording.title)).toBe(!isCurrent);
  });

  it('says so where it is of another version', () => {
    const changed = flows.map((each) => ({ ...each, hash: 'changed' }));
    const titles = listRecordings(changed).map(({ title }) => title);
    for (const title of titles) expect(title).toMatch(/, recorded with another version of this/);
  });

  it('names nothing of the machine it was made on, and holds no secret', () => {
    const file = path.join(root, 'flows', recording.id.replace('/', '/recordings/'));
    const text = readFileSync(file, 'utf8');
    const places = ['/tmp/', '/work/', '/home/', 'dd-lab', root, release(), `"${hostname()}\\"`];
    expect(places.filter((place) => text.includes(place))).toEqual([]);
    // Passwords as the lab writes them, and as settings and URLs hold them anywhere.
    for (const secret of [
      /[A-Z][a-z]+-[A-Z][a-z]+-\d\d/,
      /(PASSWORD|SECRET|TOKEN)=(?!‹)[^\s"\\]+/,
      /[a-z]:\/\/[^\s/:"]+:(?!‹)[^\s/:"‹]+@/,
    ]) {
      expect(secret.exec(text)?.[0]).toBeUndefined();
    }
  });
});
