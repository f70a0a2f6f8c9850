import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Reply, Request } from '../../../src/core/target.ts';
import { text } from '../../contracts/transport-suite.ts';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { cutStage, type CutStage } from './cut-stage.ts';

// A link that ends in the middle of an answer. By default a part of the cuts is
// tried; CUTS=all tries each: before, at and after every line's end, closed and reset.
const isAll = process.env['CUTS'] === 'all';

let sshd: Sshd;
let folder: string;
beforeAll(async () => {
  sshd = await startSshd({ hostKeys: ['ed25519'] });
  folder = await mkdtemp(join(tmpdir(), 'dd-cut-'));
  await writeFile(join(folder, 'file'), 'line of a file\n'.repeat(60));
  await writeFile(join(folder, 'other'), 'x');
});
afterAll(async () => {
  await sshd.stop();
  await rm(folder, { recursive: true });
});

const exec = (script: string, more: object = {}): Request => ({
  ...{ kind: 'exec', argv: ['sh', '-c', script], ...more },
});
const batch = (): Request[] => [
  exec('echo out; echo err >&2; exit 3'),
  exec('seq 1 700'),
  { kind: 'read', path: join(folder, 'file') },
  { kind: 'stat', path: join(folder, 'other') },
  exec('cat', { stdin: 'what was sent', argv: ['cat'] }),
  { kind: 'list', path: folder },
];

/** What a reply says, apart from what two looks cannot have in common. */
const said = (reply: Reply): unknown =>
  reply.ok
    ? { ...reply, stdout: text(reply.stdout), stderr: text(reply.stderr) }
    : reply.failure.outcome;

type Cut = { readonly arm: (stage: CutStage) => void; readonly name: string };

/** Tries every cut after the other over links that come back; each request has one, true, answer. */
const tried = async (at: CutStage, cuts: readonly Cut[]): Promise<string> => {
  const truth = (await at.ask(batch())).map(said);
  const unreachable = { count: 0 };
  for (const { arm, name } of cuts) {
    arm(at);
    const replies = await at.ask(batch());
    expect(replies).toHaveLength(truth.length);
    replies.forEach((reply, index) => {
      if (reply.ok) expect(said(reply), name).toEqual(truth[index]);
      else expect(reply.failure.outcome, name).toBe('unreachable');
      unreachable.count += reply.ok ? 0 : 1;
    });
  }
  const answers = cuts.length * truth.length;
  return `${cuts.length} cuts, ${at.links() - 1} new links, ${answers - unreachable.count} of ${answers} requests answered and true, the others unreachable`;
};

const hows = ['fin', 'rst'] as const;

describe.each([
  { ssh: 'ssh2', every: isAll ? 1 : 13, bytes: isAll ? 8 : 150 },
  { ssh: 'openssh', every: isAll ? 1 : 37, bytes: isAll ? 64 : 3000 },
] as const)('a link by $ssh', ({ ssh, every, bytes }) => {
  test(
    'may be cut before, at and after the end of any line: each request has one answer, a true one',
    { timeout: 1_800_000 },
    async () => {
      const at = await cutStage(sshd, ssh);
      onTestFinished(at.stop);
      const before = at.lines();
      await at.ask(batch());
      const count = at.lines() - before;
      const places = Array.from({ length: count }, (_, index) => index + 1).flatMap((line) =>
        ([-1, 0, 1] as const).flatMap((offset) => hows.map((how) => ({ line, offset, how }))),
      );
      const cuts = places
        // The last line's end has nothing after it.
        .filter(({ line, offset }) => line < count || offset < 1)
        .filter((_, index) => index % every === 0)
        .map(({ line, offset, how }) => ({
          name: `line ${line} ${offset} ${how}`,
          arm: (one: CutStage) => one.arm({ line, offset }, () => one.link.cut(how)),
        }));
      console.log(`${ssh}, by lines (${count} of them): ${await tried(at, cuts)}`);
    },
  );

  test('may be cut after any number of bytes', { timeout: 1_800_000 }, async () => {
    const at = await cutStage(sshd, ssh);
    onTestFinished(at.stop);
    await at.ask(batch());
    const before = at.link.passed();
    await at.ask(batch());
    const size = at.link.passed() - before;
    const cuts = Array.from({ length: Math.ceil(size / bytes) }, (_, index) => ({
      name: `byte ${index * bytes}`,
      arm: (one: CutStage) => one.link.cutAfter(index * bytes, hows[index % 2] ?? 'fin'),
    }));
    console.log(`${ssh}, by bytes (${size} of them): ${await tried(at, cuts)}`);
  });
});
