import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One measured value of each kind, in the order they were taken; rounds are compared, not sums. */
export type Rounds = ReadonlyMap<string, readonly number[]>;

/**
 * Takes each measure once a round, in turn: whatever else the machine does falls on all of them
 * alike. A round before the first is thrown away, unless said: it fills the caches.
 */
export async function inTurn(
  measures: ReadonlyMap<string, () => number | Promise<number>>,
  rounds: number,
  thrownAway = 1,
): Promise<Rounds> {
  const taken = new Map<string, number[]>([...measures.keys()].map((name) => [name, []]));
  for (let round = -thrownAway; round < rounds; round++) {
    for (const [name, measure] of measures) {
      const value = await measure();
      if (round >= 0) taken.get(name)?.push(value);
    }
  }
  return taken;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[middle]];
  return (low + high) / 2;
}

/** The median of the rounds' ratios: a slow moment of the machine falls out of it. */
export function ratio(rounds: Rounds, ours: string, counterpart: string): number {
  const theirs = rounds.get(counterpart) ?? [];
  return median((rounds.get(ours) ?? []).map((value, round) => value / (theirs[round] ?? NaN)));
}

/** Milliseconds from fork to exit, output to a pipe; a wrong answer is not worth a time. */
export function processMs(
  argv: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  answer: RegExp,
): number {
  const [file, ...args] = argv;
  const started = process.hrtime.bigint();
  const { error, status, stdout, stderr } = spawnSync(file, args, { env, input: '' });
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  if (error) throw error;
  if (status !== 0 || stderr.length > 0 || !answer.test(stdout.toString())) {
    const said = `${stdout.toString()}${stderr.toString()}`;
    throw new Error(`${argv.join(' ')} ended with ${status}, and said: ${said}`);
  }
  return ms;
}

/**
 * Hundredths of a second on the processor of all children that have ended. Single runs are too
 * short for it, sums of them are not; other work of the machine does not show in it.
 */
export function childTicks(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(stat[13]) + Number(stat[14]);
}

/** Prints rows under a head, numbers to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const isNumber = (cell: string) => /^[≤\d]/.test(cell);
  for (const row of all) {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return isNumber(cell) ? cell.padStart(width) : cell.padEnd(width);
    });
    console.log(cells.join('  ').trimEnd());
  }
}
