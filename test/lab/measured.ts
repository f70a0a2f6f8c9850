import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

export type Measured = {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** Of the program and all that it started and waited for. */
  readonly cpuMs: number;
  /** The largest resident set of one of these processes. */
  readonly peakMb: number;
};

/** Only a parent is told what its child used. */
const watch = `
import json, resource, subprocess, sys, time
started = time.monotonic()
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], 'w') as out:
    json.dump([(time.monotonic() - started) * 1000, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024], out)
sys.exit(code if code >= 0 else 128 - code)
`;

/** Runs a program to its end, and tells what it took. */
export async function measured(
  argv: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly timeout?: number },
): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-measured-'));
  const file = join(folder, 'used');
  try {
    const { exitCode, stdout, stderr, shortMessage } = await execa(
      'python3',
      ['-c', watch, file, ...argv],
      { ...options, extendEnv: false, reject: false, stdin: 'ignore', cwd: folder },
    );
    if (exitCode === undefined) throw new Error(`${shortMessage ?? ''}\n${stderr}`);
    const [ms = NaN, cpuMs = NaN, peakMb = NaN] = JSON.parse(
      await readFile(file, 'utf8'),
    ) as number[];
    return { exitCode, stdout, stderr, ms, cpuMs, peakMb };
  } finally {
    await rm(folder, { recursive: true });
  }
}
