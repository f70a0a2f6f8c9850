import { afterAll, describe, expect, it } from 'vitest';
import { openTerminal, type Size, type Terminal } from '../e2e/terminal.ts';
import { turnTo } from '../e2e/turn-to.ts';
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

type Story = {
  readonly fault: string;
  /** Words of the verdict, as home and the diagnosis say it. */
  readonly title: string;
  /** Words of the evidence. */
  readonly proof: string;
  /** A line that the same look takes by hand. */
  readonly byHand: RegExp;
};

const stories: readonly Story[] = [
  {
    fault: 'p1000-auth/volume-keeps-old-password',
    title: 'keeps another password than the one it is given now',
    proof: 'POSTGRES_PASSWORD=‹',
    byHand: /docker inspect /,
  },
  {
    fault: 'health-check-fails/tool-missing',
    title: 'The check starts a program that',
    proof: 'wget is not in the container',
    byHand: /docker inspect /,
  },
  {
    fault: 'module-not-found/namespace-hides-absence',
    title: 'alembic.config is not installed; the folder',
    proof: 'namespace',
    byHand: /docker (inspect|logs|exec|cp) /,
  },
  {
    fault: 'text-file-busy/writer-holds-file.from-the-log',
    title: 'is open for writing: pid',
    proof: '/proc/',
    byHand: /stat |head |docker /,
  },
];

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
];

/** Without the places where rows end: names and paths are broken there, too. */
const squeezed = (text: string): string => text.replace(/\s+/g, '');

/** Other tests may keep the machine busy. */
const patience = 60_000;

const tell = async (terminal: Terminal, story: Story): Promise<void> => {
  await terminal.sees('What is wrong?', patience);
  expect(terminal.isAlternateScreen()).toBe(true);
  // Found for good, and alone: what else runs here is well.
  await terminal.sees(/1 finding\b[^]*❯ ✗[^]*confirmed/, patience);

  terminal.press('enter');
  const diagnosis = await terminal.sees(/(Space more|Tab next part)[^]*\? keys/, patience);
  expect(squeezed(diagnosis)).toContain(squeezed(story.title));
  await turnTo(terminal, 'Evidence');
  await turnTo(terminal, story.proof);
  await turnTo(terminal, 'What to do');

  terminal.press('c');
  await terminal.sees('The same look, by hand', patience);
  await turnTo(terminal, story.byHand);
  terminal.press('b');
  await terminal.sees('What to do', patience);

  terminal.press('l');
  await terminal.sees(/Log of .* \d+ lines?\b/, patience);
  terminal.press('f');
  await terminal.sees(/following/, patience);
  terminal.press('b');
  await terminal.sees('What to do', patience);

  terminal.press('q');
  expect(await terminal.exit(patience)).toEqual({ code: 1, signal: 0 });
  expect(terminal.isAlternateScreen()).toBe(false);
  const left = squeezed(terminal.scrollback());
  expect(left).toContain(squeezed(story.title));
  expect(left).toContain('✗confirmed:');
  expect(left).toContain('→');
  expect(left).toMatch(/deploy-doctorrun[^]*--plain/);
  expect(left).toMatch(/session\d{8}T\d{6}Z-[0-9a-f]{4};nothingwaschanged$/);
};

describe.skipIf(engine === undefined).each(stories)('the wizard on $fault', (story) => {
  it('goes from the start to the cause, at 80x24 and at 40x12', { timeout: 600_000 }, async () => {
    if (!engine) return;
    const { ground, asking } = await stage(engine, await loadFault(story.fault));
    try {
      for (const size of sizes) {
        const { argv, env, cwd } = await commandOn(ground, [], asking);
        const [file = '', ...args] = argv;
        const terminal = await openTerminal([], { argv: [file, ...args], env, cwd, size });
        // The wizard must be gone before the ground is: the next story begins on an empty one.
        await tell(terminal, story).finally(() => terminal.close());
      }
    } finally {
      await ground.close();
    }
  });
});
