import { afterEach, expect, test } from 'vitest';
import { openTerminal, type Terminal } from '../e2e/terminal.ts';
import { turnTo } from '../e2e/turn-to.ts';
import { startEngine } from './engine.ts';
import { farHost } from './far-host.ts';
import { loadFault } from './faults.ts';
import { commandOn } from './program.ts';
import { sql } from './shop.ts';
import { stage } from './stage.ts';

const engine = await startEngine();
if (!engine) throw new Error('no engine');

let terminal: Terminal | undefined;
afterEach(() => terminal?.close());

test.each(['here', 'over ssh'] as const)(
  'P1000 in the wizard, from its text to a verified fix and back, %s',
  { timeout: 600_000 },
  async (way) => {
    const named = await loadFault('p1000-auth/volume-keeps-old-password');
    const staged = await stage(engine, named);
    const { ground } = staged;
    const far = way === 'here' ? undefined : await farHost(ground, staged.asking);
    const asking = far
      ? { ...staged.asking, args: [...(staged.asking.args ?? []), ...far.args], env: far.env }
      : staged.asking;
    const verifier = () =>
      sql(ground, "select rolpassword from pg_authid where rolname = 'postgres'");
    try {
      const before = await verifier();
      const inputs = { container: `${ground.name}-api-1` };
      const { argv, env, cwd } = await commandOn(ground, ['run', named.flow], {
        ...asking,
        inputs,
      });
      const [file = '', ...args] = argv;
      terminal = await openTerminal([], { argv: [file, ...args], env, cwd });
      await terminal.sees(/confirmed[^]*to mend it: f/, 60_000);
      terminal.press('f');
      await terminal.sees('not changed yet', 30_000);
      await turnTo(terminal, 'Press y to carry out exactly this');
      expect(await verifier()).toBe(before);
      terminal.press('y');
      await terminal.sees('carried out and verified', 60_000);
      const after = await verifier();
      expect(after).not.toBe(before);

      terminal.press('u');
      await terminal.sees(/Take back:[^]*not changed yet/, 30_000);
      await turnTo(terminal, 'Press y to take it back');
      expect(await verifier()).toBe(after);
      terminal.press('y');
      await terminal.sees('all is as it was before the fix', 60_000);
      expect(await verifier()).toBe(before);

      terminal.press('q');
      expect((await terminal.exit()).code).toBe(1);
      const left = terminal.scrollback();
      expect(left).toContain('what was changed was taken back');
      for (const secret of named.fault.expect.absent ?? []) expect(left).not.toContain(secret);
    } finally {
      await far?.stop();
      await ground.close();
    }
  },
);

test(
  'a fix that asks is told a secret, which is never shown, and mends with it',
  { timeout: 300_000 },
  async () => {
    const secret = 'Kestrel-Harbor-71';
    const named = await loadFault('p1000-auth/value-still-encrypted');
    const { ground, asking } = await stage(engine, named);
    try {
      const inputs = { container: `${ground.name}-api-1` };
      const command = await commandOn(ground, ['run', named.flow], { ...asking, inputs });
      const [file = '', ...args] = command.argv;
      terminal = await openTerminal([], { ...command, argv: [file, ...args] });
      await terminal.sees(/confirmed[^]*to mend it: f/, 60_000);
      terminal.press('f');
      await terminal.sees('Which is the real value of PGPASSWORD?', 30_000);
      // Enter alone is no answer.
      terminal.press('enter');
      terminal.type(secret);
      await terminal.sees('*'.repeat(secret.length), 30_000);
      terminal.press('enter');
      await terminal.sees(/source\.edit[^]*PGPASSWORD/, 60_000);
      await turnTo(terminal, 'Press y to carry out exactly this');
      terminal.press('y');
      await terminal.sees('carried out and verified', 120_000);
      terminal.press('q');
      await terminal.exit();
      for (const each of [secret, ...(named.fault.expect.absent ?? [])]) {
        expect(terminal.scrollback()).not.toContain(each);
      }
    } finally {
      await ground.close();
    }
  },
);
