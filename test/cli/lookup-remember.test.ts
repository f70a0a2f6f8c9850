import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ask, scratch } from './program.ts';

const unknown = [
  '2026-11-20 09:00:00,100 INFO worker 7 started',
  '2026-11-20 09:00:01,250 ERROR billing: ledger was refused by the clearing house for "shop-17" with API_KEY=abcdef123456',
  '2026-11-20 09:00:02,250 ERROR billing: ledger was refused by the clearing house for "shop-18" with API_KEY=abcdef123456',
].join('\n');

test('a text that nobody knows becomes a draft that lints, passes its cases, and is found', async () => {
  const cwd = scratch();
  const { stderr, exitCode } = await ask(['lookup', '--remember'], { input: unknown, cwd });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/Candidate: .*ledger was refused by the clearing house for/);
  const [name = ''] = readdirSync(path.join(cwd, 'drafts'));
  const draft = path.join('drafts', name);
  for (const file of readdirSync(path.join(cwd, draft), { recursive: true, encoding: 'utf8' })) {
    const place = path.join(cwd, draft, file);
    if (!statSync(place).isFile()) continue;
    expect(readFileSync(place, 'utf8'), file).not.toContain('abcdef123456');
    expect(statSync(place).mode & 0o077).toBe(0);
  }
  for (const what of ['lint', 'test']) {
    const { stdout, exitCode: code } = await ask(['flow', what, draft], { cwd });
    expect({ stdout, code }).toMatchObject({ code: 0 });
  }
  const again = await ask(['lookup', '--json', '--flows', 'drafts'], { input: unknown, cwd });
  expect(JSON.parse(again.stdout).matches).toMatchObject([{ flow: name, count: 2 }]);
  // A second one does not take the first one's place.
  await ask(['lookup', '--remember'], { input: unknown, cwd });
  expect(readdirSync(path.join(cwd, 'drafts')).sort()).toEqual([name, `${name}-2`]);
});

test('what healthy logs say, and what is known, is not kept', async () => {
  const cwd = scratch();
  const healthy = await ask(
    ['lookup', '--remember', 'database system is ready to accept connections'],
    { cwd },
  );
  expect(healthy.stderr).toContain('Nothing is kept: the text has no words');
  const known = await ask(['lookup', '--remember', 'bash: ./run: Text file busy'], { cwd });
  expect(known.stderr).toContain('Nothing is kept: text-file-busy knows this text.');
  expect(known.exitCode).toBe(0);
  expect(readdirSync(cwd)).toEqual([]);
});

test('a candidate that comes near to a healthy line is said to', async () => {
  const cwd = scratch();
  const text = 'ERROR database system is ready to refuse connections';
  const { stderr } = await ask(['lookup', '--remember', text], { cwd });
  expect(stderr).toMatch(/comes near to a healthy line: .*ready to accept connections/);
});
