import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openTerminal, type Terminal } from '../e2e/terminal.ts';
import { printTable } from './measure.ts';

const seconds = 5;

/** What the wizard writes to an 80x24 terminal while nothing, and while little, happens. */
export async function terminal(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-bench-'));
  try {
    const idle = await withTerminal({ DOCKER_HOST: `unix://${folder}/nobody.sock` }, async (it) => {
      await it.sees(/What is wrong\?[^]*quit/);
      await quiet(it);
      return rates(it);
    });

    // An engine that takes the connection and never answers keeps the spinner turning.
    const mute = createServer(() => undefined).listen(`${folder}/mute.sock`);
    const spinner = await withTerminal(
      { DOCKER_HOST: `unix://${folder}/mute.sock` },
      async (it) => {
        await it.sees(/deploy-doctor/);
        await pause(1000);
        return rates(it);
      },
    );
    mute.close();

    printTable(
      ['', 'bytes a second', 'goal', 'wake-ups a second', 'processor'],
      [
        ['idle', idle.bytes.toFixed(0), '0', idle.wakes.toFixed(1), `${idle.percent.toFixed(1)} %`],
        [
          'a spinner',
          spinner.bytes.toFixed(0),
          '≤ 200',
          spinner.wakes.toFixed(1),
          `${spinner.percent.toFixed(1)} %`,
        ],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
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

async function rates(it: Terminal) {
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
