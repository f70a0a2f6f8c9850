import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEngine } from './engine.ts';
import { loadFault } from './faults.ts';
import { isRoot, warn } from './folder.ts';
import { hostNeeds } from './parts.ts';
import { askProgram, type Answer } from './program.ts';
import { throwAwayUser, type ThrowAwayUser } from './sshd.ts';
import { stage } from './stage.ts';
import { compare, resultsAbout } from './verdict.ts';

// On the machine itself, as one who may neither use the engine nor see other people's processes:
// with --sudo the same is told as to root.
const faults = [
  'p1000-auth/volume-keeps-old-password',
  'text-file-busy/writer-holds-file.from-the-log',
  'health-check-fails/tool-missing',
  'module-not-found/namespace-hides-absence',
];
const engine = isRoot ? await startEngine() : undefined;
if (engine === undefined) warn('--sudo on this machine is not tested: that needs root.');

const rules = '/etc/sudoers.d/lab-local-sudo';
/** Who may do all as root, who may only use docker so, and who may not. */
let users: Record<'all' | 'docker' | 'none', ThrowAwayUser>;

beforeAll(async () => {
  if (engine === undefined) return;
  await hostNeeds();
  users = {
    all: await throwAwayUser(),
    docker: await throwAwayUser(),
    none: await throwAwayUser(),
  };
  const lines = [
    `${users.all.name} ALL=(ALL) NOPASSWD: ALL`,
    `${users.docker.name} ALL=(root) NOPASSWD: /usr/bin/docker, /usr/local/bin/docker`,
  ];
  await writeFile(rules, `${lines.join('\n')}\n`, { mode: 0o440 });
}, 120_000);
afterAll(async () => {
  if (engine === undefined) return;
  await rm(rules, { force: true });
  for (const user of Object.values(users)) await user.remove();
});

/** Without the ways by which it was seen: a socket that only root may open has another one. */
const told = (answer: Answer, names: readonly string[]): unknown[] =>
  answer.document === undefined
    ? [answer]
    : resultsAbout(answer.document, names).map(
        ({ outcome, diagnosis, confidence, title, ruledOut, blind }) => ({
          ...{ outcome, diagnosis, confidence, title, ruledOut, blind },
        }),
      );

describe.skipIf(engine === undefined).each(faults)('%s', (id) => {
  test('is told to an ordinary user with --sudo as to root', { timeout: 300_000 }, async () => {
    if (!engine) return;
    const named = await loadFault(id);
    const { ground, asking } = await stage(engine, named);
    try {
      const paths = Object.values(asking.inputs ?? {}).filter((value) => value.startsWith('/'));
      const ask = async (user?: string) => {
        const args = user === undefined ? [] : ['--sudo'];
        const who = user === undefined ? {} : { user };
        const argv = ['run', named.flow, '--json', ...args];
        const answer = await askProgram(ground, argv, { ...asking, ...who });
        return told(answer, [ground.name, ...paths]);
      };
      const toRoot = await ask();
      const { diagnosis } = named.fault.expect;
      expect(toRoot).toContainEqual(expect.objectContaining({ diagnosis }));
      expect(await ask(users.all.name)).toEqual(toRoot);
    } finally {
      await ground.close();
    }
  });
});

describe.skipIf(engine === undefined)('the engine of this machine', () => {
  test('is asked through sudo where only docker may be called so, and not where nothing may', async () => {
    if (!engine) return;
    const named = await loadFault('health-check-fails/tool-missing');
    const { ground, asking } = await stage(engine, named);
    try {
      const ask = (user: string, ...args: string[]) =>
        askProgram(ground, ['run', named.flow, '--json', ...args], { ...asking, user });
      const found = await ask(users.docker.name, '--sudo');
      expect(compare(found, named.fault.expect, [ground.name]), found.stdout).toEqual([]);
      for (const blind of [await ask(users.docker.name), await ask(users.none.name, '--sudo')]) {
        expect(blind.exitCode).toBe(3);
        expect(blind.stdout).toMatch(/permission denied|EACCES/i);
        expect(blind.stdout).not.toContain('tool-missing');
      }
    } finally {
      await ground.close();
    }
  }, 300_000);
});
