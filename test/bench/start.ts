import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openTerminal, program } from '../e2e/terminal.ts';
import { childTicks, inTurn, median, printTable, processMs, ratio } from './measure.ts';

/** What home shows when it is complete: its question and its keys. */
const complete = /What is wrong\?[^]*quit/;
/** The program's own name: the first thing that can be read. */
const readable = /deploy-doctor/;

const bare = 'node -e 0';
const error = 'psql: error: FATAL:  password authentication failed for user "shop" (28P01) P1000';

const commands = [
  { goal: 1.15, args: ['--version'], answer: /^\d+\.\d+\.\d+\n$/ },
  { goal: 1.15, args: ['--help'], answer: /^Usage: deploy-doctor [^]*triage/ },
  { goal: 1.3, args: ['lookup', error], answer: /^p1000-auth [^]*-i user=shop\n/ },
  { goal: 1.35, args: ['list'], answer: /^p1000-auth /m },
  { goal: 1.35, args: ['explain', 'p1000-auth'], answer: /What it can be\n[^]*\n {2}role-missing/ },
] as const;

/** Start-up against a bare Node of the same version. */
export async function start(rounds: number): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-bench-'));
  const env = { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8' };
  const memory: number[] = [];
  const ticks = new Map<string, number>();
  const timed = (name: string, argv: readonly string[], answer: RegExp) => {
    const measure = () => {
      const before = childTicks();
      const ms = processMs([process.execPath, ...argv], env, answer);
      ticks.set(name, (ticks.get(name) ?? 0) + childTicks() - before);
      return ms;
    };
    return [name, measure] as const;
  };
  try {
    const rowsOfCommands = await inTurn(
      new Map([
        timed(bare, ['-e', '0'], /^$/),
        ...commands.map(({ args, answer }) => timed(nameOf(args), [program, ...args], answer)),
      ]),
      rounds,
    );
    const rowsOfScreens = await inTurn(
      new Map([
        [bare, bareOnTerminalMs],
        ['first text', () => screenMs(readable)],
        ['first frame', () => screenMs(complete, (megabytes) => memory.push(megabytes))],
      ]),
      rounds,
    );

    const row = (name: string, goal: number, from: typeof rowsOfCommands) => {
      const reached = ratio(from, name, bare);
      return [
        name,
        `${median(from.get(name) ?? []).toFixed(1)} ms`,
        `${reached.toFixed(2)}x`,
        `≤ ${goal.toFixed(2)}x`,
        reached <= goal ? 'reached' : 'missed',
        ticks.has(name) ? `${processor(name).toFixed(2)}x` : '',
      ];
    };
    const processor = (name: string) => (ticks.get(name) ?? NaN) / (ticks.get(bare) ?? NaN);
    const megabytes = median(memory);
    printTable(
      ['', 'median', 'of node -e 0', 'goal', '', 'processor time'],
      [
        [bare, `${median(rowsOfCommands.get(bare) ?? []).toFixed(1)} ms`, '1.00x'],
        ...commands.map(({ args, goal }) => row(nameOf(args), goal, rowsOfCommands)),
        row('first text', 1, rowsOfScreens),
        row('first frame', 3, rowsOfScreens),
        [
          'memory then',
          `${megabytes.toFixed(0)} MB`,
          '',
          '≤ 60 MB',
          megabytes <= 60 ? 'reached' : 'missed',
        ],
      ],
    );
  } finally {
    rmSync(home, { recursive: true });
  }
}

function nameOf(args: readonly string[]): string {
  return args.map((arg) => (arg === error ? '<an error>' : arg)).join(' ');
}

async function bareOnTerminalMs(): Promise<number> {
  const terminal = await openTerminal([], { argv: [process.execPath, '-e', '0'] });
  await terminal.exit();
  const ms = Number(process.hrtime.bigint() - terminal.startedNs) / 1e6;
  await terminal.close();
  return ms;
}

/** Milliseconds from fork until its screen holds this. */
async function screenMs(
  what: RegExp,
  keepMegabytes?: (megabytes: number) => void,
): Promise<number> {
  const terminal = await openTerminal([]);
  await terminal.sees(what);
  const ms = Number(process.hrtime.bigint() - terminal.startedNs) / 1e6;
  keepMegabytes?.(peakMegabytes(terminal.pid));
  await terminal.close();
  return ms;
}

function peakMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
