import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SignedFlow } from '../../src/core/signature.ts';
import { program } from '../e2e/terminal.ts';
import { inTurn, median, printTable, ratio } from './measure.ts';
import { mixedLog } from './mixed-log.ts';

const megabyte = 1024 * 1024;
const ours = 'lookup';
const fromPipe = 'lookup, from a pipe';
const many = 'lookup, 1,000 signatures';
const dense = 'lookup, 10 % of lines match';
const rg = 'rg -c -f';

/** A log of 1 GB, 63 signatures and the same as expressions, in one run, each a process of its own. */
export async function lookup(rounds: number, megabytes = '1024'): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-bench-'));
  const at = (name: string) => path.join(folder, name);
  try {
    const bytes = Number(megabytes) * megabyte;
    write(at('sparse.log'), bytes, 200_003);
    write(at('dense.log'), bytes, 10);
    const expressions = expressionsOf(shippedSignatures());
    writeFileSync(at('expressions'), `${expressions.join('\n')}\n`);
    writeFileSync(at('loop.cjs'), loop);
    writeThousand(at('flows'));
    const node = process.execPath;
    const log = at('sparse.log');
    const peak = new Map<string, number>();
    const timed = (name: string, argv: readonly [string, ...string[]], input?: string) => {
      const measure = () => {
        const { ms, megabytes: used } = timedProcess(argv, folder, input);
        peak.set(name, Math.max(peak.get(name) ?? 0, used));
        return ms;
      };
      return [name, measure] as const;
    };
    const taken = await inTurn(
      new Map([
        timed(rg, ['rg', '-c', '-f', at('expressions'), log]),
        timed(ours, [node, program, 'lookup', '--file', log]),
        timed(fromPipe, [node, program, 'lookup'], log),
        timed(dense, [node, program, 'lookup', '--file', at('dense.log')]),
        timed(many, [node, program, 'lookup', '--flows', at('flows'), '--file', log]),
        timed('grep -c -E -f', ['grep', '-c', '-E', '-f', at('expressions'), log]),
        timed('Node, a loop of expressions', [node, at('loop.cjs'), at('expressions'), log]),
        timed('node -e 0', [node, '-e', '0']),
      ]),
      rounds,
    );
    const gigabytes = bytes / 1e9;
    printTable(
      ['', 'median', 'GB/s', 'of rg', 'memory'],
      [...taken].map(([name, ms]) => {
        const start = median(taken.get('node -e 0') ?? []);
        const isOurs = name.startsWith('lookup');
        const net = median(ms) - (isOurs ? start : 0);
        return [
          name,
          `${median(ms).toFixed(0)} ms`,
          name === 'node -e 0' ? '' : (gigabytes / (net / 1000)).toFixed(2),
          name === 'node -e 0' ? '' : `${ratio(taken, name, rg).toFixed(2)}x`,
          `${(peak.get(name) ?? NaN).toFixed(0)} MB`,
        ];
      }),
    );
    console.log('');
    await flatMemory();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The log comes through a pipe as it is made: 10 GB are read, and none of them is stored. */
async function flatMemory(): Promise<void> {
  const rows: string[][] = [];
  for (const megabytes of [10, 100, 1000, 10_000]) {
    const child = spawn('/usr/bin/time', ['-f', 'peak %M', process.execPath, program, 'lookup'], {
      env: { PATH: process.env['PATH'], HOME: tmpdir() },
    });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    child.stdout.resume();
    const piece = mixedLog(0, 4 * megabyte, 200_003).bytes;
    const closed = new Promise((resolve) => child.on('close', resolve));
    for (let left = megabytes * 1e6; left > 0; left -= piece.length) {
      if (!child.stdin.write(piece.subarray(0, Math.min(left, piece.length)))) {
        await new Promise((resolve) => child.stdin.once('drain', resolve));
      }
    }
    child.stdin.end();
    await closed;
    const kilobytes = Number(/peak (\d+)/.exec(said)?.[1]);
    rows.push([`${megabytes} MB`, `${(kilobytes / 1024).toFixed(0)} MB`, '≤ 70 MB']);
  }
  printTable(['from a pipe', 'peak memory', 'goal'], rows);
}

function write(file: string, bytes: number, every: number): void {
  const descriptor = openSync(file, 'w');
  for (let done = 0, line = 0; done < bytes;) {
    const piece = mixedLog(line, 4 * megabyte, every);
    writeSync(descriptor, piece.bytes);
    done += piece.bytes.length;
    line += piece.lines;
  }
  closeSync(descriptor);
}

function timedProcess(
  argv: readonly [string, ...string[]],
  home: string,
  input?: string,
): { ms: number; megabytes: number } {
  const descriptor = input === undefined ? undefined : openSync(input, 'r');
  const started = process.hrtime.bigint();
  const run = ['-f', 'peak %M', ...argv];
  const env = { PATH: process.env['PATH'], HOME: home };
  // A pipe in between, not the file itself.
  const result =
    input === undefined
      ? spawnSync('/usr/bin/time', run, { env })
      : spawnSync('sh', ['-c', 'cat "$0" | /usr/bin/time "$@"', input, ...run], { env });
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  if (descriptor !== undefined) closeSync(descriptor);
  const said = `${result.stdout.toString()}${result.stderr.toString()}`;
  if (result.status !== 0) throw new Error(`${argv.join(' ')} said: ${said}`);
  return { ms, megabytes: Number(/peak (\d+)/.exec(said)?.[1]) / 1024 };
}

function shippedSignatures(): readonly SignedFlow[] {
  const file = path.join(path.dirname(program), '../dist/signatures.json');
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** In the syntax that rg and grep -E share: groups have no names. */
function expressionsOf(flows: readonly SignedFlow[]): readonly string[] {
  return flows.flatMap(({ signatures }) =>
    signatures.map((signature) =>
      'contains' in signature
        ? signature.contains.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
        : signature.matches
            .replace(/\(\?P<\w+>|\(\?:/g, '(')
            .replaceAll('\\d', '[0-9]')
            .replaceAll('\\w', 'A-Za-z0-9_')
            .replace(/(?<!\[[^\]]*)A-Za-z0-9_/g, '[A-Za-z0-9_]'),
    ),
  );
}

/** A flow of one's own with as many signatures as make a thousand. */
function writeThousand(folder: string): void {
  spawnSync(process.execPath, [program, 'flow', 'new', 'thousand'], { cwd: path.dirname(folder) });
  const made = path.join(path.dirname(folder), 'thousand');
  spawnSync('mkdir', ['-p', folder]);
  spawnSync('mv', [made, folder]);
  const file = path.join(folder, 'thousand/flow.yaml');
  const words = ['refused by', 'is missing from', 'cannot open', 'timed out in', 'gave up on'];
  const lines = Array.from(
    { length: 1000 },
    (_, n) => `  - contains: 'Worker${n % 97} ${words[n % 5] ?? ''} queue-${(n * 7919) % 10007}'`,
  );
  const text = readFileSync(file, 'utf8').replace(/ {2}- contains: .*\n/, `${lines.join('\n')}\n`);
  writeFileSync(file, text);
}

/** What a script would do: every line against every expression. */
const loop = `const { createReadStream, readFileSync } = require('node:fs');
const { createInterface } = require('node:readline');
const all = readFileSync(process.argv[2], 'utf8').trim().split('\\n').map((each) => new RegExp(each));
let count = 0;
const lines = createInterface({ input: createReadStream(process.argv[3]) });
lines.on('line', (line) => { if (all.some((each) => each.test(line))) count += 1; });
lines.on('close', () => console.log(count));
`;
