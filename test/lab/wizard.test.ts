import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openTerminal, type Size, type Terminal } from '../e2e/terminal.ts';
import { startEngine, stopEngine } from './engine.ts';
import { loadFault } from './faults.ts';
import { commandOn } from './program.ts';
import { stage } from './stage.ts';

// The wizard on real faults, one at a time and alone on their engine: home shows what is wrong
// with everything that runs there.
const choice = { apart: 'wizard' } as const;
const engine = await startEngine(choice);

afterAll(async () => {
  if (engine) await stopEngine(choice);
}, 60_000);

let terminal: Terminal | undefined;
afterEach(() => terminal?.close());

type Story = {
  readonly fault: string;
  /** The verdict, as home and the diagnosis say it. */
  readonly title: RegExp;
  /** Words of the evidence. */
  readonly proof: string;
  /** A line that the same look takes by hand. */
  readonly byHand: RegExp;
};

const stories: readonly Story[] = [
  {
    fault: 'p1000-auth/volume-keeps-old-password',
    title: /The volume .*password/,
    proof: 'password',
    byHand: /docker inspect /,
  },
  {
    fault: 'health-check-fails/tool-missing',
    title: /The check starts a program/,
    proof: 'wget',
    byHand: /docker inspect /,
  },
  {
    fault: 'module-not-found/namespace-hides-absence',
    title: /alembic/,
    proof: 'namespace',
    byHand: /docker (inspect|logs|exec) /,
  },
  {
    fault: 'text-file-busy/writer-holds-file.from-the-log',
    title: /open for writing|writ/,
    proof: '/proc/',
    byHand: /stat |head |docker /,
  },
];

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
];

/** Goes on page by page until the screen holds what is looked for, or is at its end. */
const turnTo = async (open: Terminal, what: string | RegExp): Promise<string> => {
  const left = (screen: string) => /↓ ?(\d+)/.exec(screen)?.[1];
  for (let screen = open.screen(); ;) {
    if (typeof what === 'string' ? screen.includes(what) : what.test(screen)) return screen;
    const before = left(screen);
    if (before === undefined) throw new Error(`${String(what)} is not there:\n${screen}`);
    open.press('space');
    screen = await open.sees(new RegExp(`↓ ?(?!${before}\\b)\\d+|end$`));
  }
};

describe.skipIf(engine === undefined).each(stories)('the wizard on $fault', (story) => {
  it('goes from the start to the cause, at 80x24 and at 40x12', { timeout: 300_000 }, async () => {
    if (!engine) return;
    const { ground, asking } = await stage(engine, await loadFault(story.fault));
    try {
      for (const size of sizes) {
        const { argv, env, cwd } = await commandOn(ground, [], asking);
        const [file = '', ...args] = argv;
        terminal = await openTerminal([], { argv: [file, ...args], env, cwd, size });

        await terminal.sees('What is wrong?', 30_000);
        expect(terminal.isAlternateScreen()).toBe(true);
        await terminal.sees(/❯ ✗[^]*confirmed/, 60_000);
        terminal.press('enter');
        await terminal.sees('Space more');
        await turnTo(terminal, 'Evidence');
        await turnTo(terminal, story.proof);
        await turnTo(terminal, 'What to do');

        terminal.press('c');
        await terminal.sees('The same look, by hand');
        await turnTo(terminal, story.byHand);
        terminal.press('b');
        await terminal.sees('What to do');

        terminal.press('q');
        expect(await terminal.exit()).toEqual({ code: 1, signal: 0 });
        expect(terminal.isAlternateScreen()).toBe(false);
        const left = terminal.scrollback().replaceAll('\n', ' ');
        expect(left).toMatch(story.title);
        expect(left).toMatch(/✗ confirmed: /);
        expect(left).toMatch(/session \d{8}T\d{6}Z-[0-9a-f]{4}; nothing was changed/);
        await terminal.close();
      }
    } finally {
      await ground.close();
    }
  });
});
