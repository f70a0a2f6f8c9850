import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openTerminal, type Terminal } from '../e2e/terminal.ts';
import { printTable } from './measure.ts';
import { talkingEngine } from './talking-engine.ts';

const seconds = 8;
const presses = 100;

type Rates = { readonly bytes: number; readonly wakes: number; readonly percent: number };

/** What the wizard writes to an 80x24 terminal, and how soon it answers a key. */
export async function terminal(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-bench-'));
  const at = (name: string) => ({ DOCKER_HOST: `unix://${folder}/${name}.sock` });
  // An engine that takes the connection and never answers keeps the wizard waiting.
  const mute = createServer(() => undefined).listen(`${folder}/mute.sock`);
  const talking = talkingEngine(`${folder}/talking.sock`);
  try {
    const idle = await withTerminal(at('nobody'), async (it) => {
      await it.sees(/Docker was not reached[^]*quit/);
      await quiet(it);
      return { rates: await rates(it), keys: await keyMs(it) };
    });
    const waiting = await withTerminal(at('mute'), async (it) => {
      await it.sees(/connecting[^]*quit/);
      await pause(1000);
      return { rates: await rates(it), keys: await keyMs(it) };
    });
    const log = await withTerminal(at('talking'), (it) => followed(it, talking.last));

    printTable(
      ['', 'bytes a second', 'goal', 'wake-ups a second', 'processor', 'goal'],
      [
        ['idle', ...cellsOf(idle.rates, '≤ 0')],
        ['an engine that does not answer', ...cellsOf(waiting.rates, '≤ 200')],
        ['a log of 20 lines a second', ...cellsOf(log, '≤ 2200'), '≤ 8 %'],
      ],
    );
    console.log('');
    printTable(
      ['from a key to its screen', 'median', '95th percentile', 'goal'],
      [
        ['idle', ...keyCells(idle.keys)],
        ['an engine that does not answer', ...keyCells(waiting.keys)],
      ],
    );
  } finally {
    mute.close();
    talking.close();
    rmSync(folder, { recursive: true });
  }
}

async function followed(it: Terminal, last: () => number): Promise<Rates> {
  await it.sees(/docker 26[^]*quit/);
  it.press('l');
  await it.sees('Whose log?');
  it.press('enter');
  await it.sees(/Log of shop-web-1 {2}\d+ lines/);
  it.press('f');
  await it.sees(/following/);
  await pause(3000);
  const measured = await rates(it);
  // What was counted must have been the log: its newest line on the screen, a look ago at most.
  const shown = [...it.screen().matchAll(/orders\/(\d{6})/g)].map(([, n]) => Number(n));
  const behind = last() - Math.max(...shown);
  if (!(behind <= 20 * 5)) throw new Error(`the log is ${behind} lines behind:\n${it.screen()}`);
  return measured;
}

async function withTerminal<Result>(
  env: Record<string, string>,
  work: (it: Terminal) => Promise<Result>,
): Promise<Result> {
  const it = await openTerminal([], { env });
  try {
    return await work(it);
  } finally {
    await it.close();
  }
}

/** Waits until nothing has been written for a second. */
async function quiet(it: Terminal): Promise<void> {
  for (let seen = -1; seen !== it.bytes(); await pause(1000)) seen = it.bytes();
}

/** Milliseconds from a key to the screen that it opens, there and back. */
async function keyMs(it: Terminal): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let press = 0; press < presses; press++) {
    const opens = press % 2 === 0;
    const started = process.hrtime.bigint();
    it.press(opens ? '?' : 'b');
    await it.sees(opens ? /one line up/ : /paste[^]*search[^]*quit/);
    taken.push(Number(process.hrtime.bigint() - started) / 1e6);
    // A person's pace; a key that follows at once would wait for the frame before it.
    await pause(100);
  }
  return taken.sort((a, b) => a - b);
}

async function rates(it: Terminal): Promise<Rates> {
  const before = { bytes: it.bytes(), ...usage(it.pid) };
  await pause(seconds * 1000);
  const after = { bytes: it.bytes(), ...usage(it.pid) };
  return {
    bytes: (after.bytes - before.bytes) / seconds,
    // A timer that runs wakes a thread up, whether it writes something or not.
    wakes: (after.wakes - before.wakes) / seconds,
    percent: (after.ticks - before.ticks) / seconds,
  };
}

const cellsOf = ({ bytes, wakes, percent }: Rates, goal: string): readonly string[] => [
  ...[bytes.toFixed(0), goal, wakes.toFixed(1), `${percent.toFixed(1)} %`],
];

const keyCells = (ms: readonly number[]): readonly string[] =>
  [ms[ms.length >> 1], ms[Math.floor(ms.length * 0.95)]]
    .map((each = NaN) => `${each.toFixed(0)} ms`)
    .concat('≤ 50 ms');

/** Times the threads went to sleep, and the process's hundredths of a second on the processor. */
function usage(pid: number): { wakes: number; ticks: number } {
  const threads = readdirSync(`/proc/${pid}/task`);
  const wakes = threads.map((thread) => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8');
    return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1]);
  });
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return {
    wakes: wakes.reduce((sum, each) => sum + each, 0),
    ticks: Number(stat[11]) + Number(stat[12]),
  };
}
