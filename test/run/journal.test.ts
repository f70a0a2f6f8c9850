import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileJournal } from '../../src/run/journal.ts';
import { recordedEvents } from '../../src/run/recorded.ts';
import type { Event } from '../../src/core/session.ts';

const scratch = (): Promise<string> => mkdtemp(join(tmpdir(), 'journal-'));
const started: Event = {
  type: 'session.started',
  version: 1,
  at: '2026-01-02T03:04:05.000Z',
  run: '',
  id: 'x',
  command: 'triage',
  targets: [],
};

test('events stand one a line, readable by their owner only', async () => {
  const folder = join(await scratch(), 'sessions');
  const journal = await fileJournal(folder, 'x', new Uint8Array(4));
  journal.write(started);
  await journal.close();
  const file = join(folder, 'x.jsonl');
  expect(recordedEvents(await readFile(file, 'utf8'), file)).toEqual([started]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'x.key'))).mode & 0o777).toBe(0o600);
});

test('a journal that cannot be written says why, once, and nothing is thrown', async () => {
  const file = join(await scratch(), 'file');
  await writeFile(file, '');
  const journal = await fileJournal(join(file, 'sessions'), 'x', new Uint8Array(4));
  journal.write(started);
  await journal.close();
  expect(journal.trouble()).toContain('ENOTDIR');
});

test('a broken line is named by file and line; a cut last one is left out', () => {
  const line = JSON.stringify(started);
  expect(() => recordedEvents(`${line}\n{"type"\n${line}\n`, 'x.jsonl')).toThrow(/x\.jsonl:2/);
  expect(recordedEvents(`${line}\n{"type": "run.st`, 'x.jsonl')).toHaveLength(1);
  expect(() => recordedEvents('{}', 'x.jsonl')).toThrow(/no session log/);
});
