import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startEngine, stopEngine } from './engine.ts';
import { loadFault } from './faults.ts';
import { startFleet } from './fleet.ts';
import { isRoot, warn } from './folder.ts';
import { measured } from './measured.ts';
import { stage } from './stage.ts';

// FLEET=50 for as many as npm run bench -- hosts takes; fewer do for what is tested here.
const hosts = Number(process.env['FLEET'] ?? 12);
const program = fileURLToPath(new URL('../../bin/deploy-doctor.js', import.meta.url));

type Target = {
  readonly target: { readonly label: string };
  readonly error: { readonly kind: string; readonly message: string } | null;
  readonly results: readonly { readonly flow: string; readonly diagnosis?: string | null }[];
};

test(`${hosts} hosts at once: each is told as it is, whatever the others do`, async () => {
  const engine =
    isRoot && existsSync('/dev/net/tun') ? await startEngine({ apart: 'fleet' }) : undefined;
  if (engine === undefined) {
    warn('many hosts are not looked at: that needs root, /dev/net/tun and an engine apart.');
    return;
  }
  const { ground } = await stage(engine, await loadFault('health-check-fails/tool-missing'));
  const fleet = await startFleet({
    hosts,
    slow: { hosts: Math.floor(hosts * 0.4), roundTripMs: 100 },
    options: [`SetEnv DOCKER_HOST=${engine.env['DOCKER_HOST'] ?? ''}`],
  });
  try {
    const argv = [process.execPath, program, 'triage', '--hosts-from', fleet.list, '--json'];
    const env = { PATH: process.env['PATH'] ?? '', HOME: fleet.home, LANG: 'C.UTF-8' };
    const { stdout, exitCode, ms, cpuMs, peakMb } = await measured(argv, { env, timeout: 120_000 });
    const { targets } = JSON.parse(stdout) as { readonly targets: readonly Target[] };
    const of = (label: string) => targets.find(({ target }) => target.label === label);
    expect(targets.map(({ target }) => target.label).sort()).toEqual(
      [...fleet.alive, ...fleet.dead, fleet.changed.label].sort(),
    );

    const [closed, silent, unknown] = fleet.dead;
    expect(of(closed)).toMatchObject({ error: { kind: 'refused' }, results: [] });
    expect(of(silent)).toMatchObject({ error: { kind: 'unreachable' }, results: [] });
    expect(of(unknown)).toMatchObject({ error: { kind: 'unreachable' }, results: [] });
    expect(of(fleet.changed.label)).toMatchObject({ error: { kind: 'host-key' }, results: [] });
    expect(of(fleet.changed.label)?.error?.message).toMatch(/changed/);
    const { sshd } = fleet.changed;
    expect(await sshd.log()).not.toMatch(/Accepted|Postponed|Failed|userauth/);
    expect(await readFile(join(fleet.home, '.ssh/known_hosts'), 'utf8')).toContain(
      `:${sshd.port} `,
    );

    // All of them see the one engine, and nothing of each other.
    const told = fleet.alive.map((label) => ({ label, ...of(label) }));
    for (const { label, error, results } of told) {
      expect({ label, error }).toEqual({ label, error: null });
      expect(results?.[0], label).toMatchObject({
        flow: 'health-check-fails',
        diagnosis: 'tool-missing',
      });
    }
    // A problem that was found comes before a host out of reach.
    expect(exitCode).toBe(1);
    console.log(
      `${hosts} hosts: ${(ms / 1000).toFixed(1)} s, ${(cpuMs / hosts).toFixed(0)} ms of processor a host, ${peakMb.toFixed(0)} MB`,
    );
    expect(cpuMs / hosts).toBeLessThan(1000);
    expect(peakMb).toBeLessThan(400);
  } finally {
    await fleet.stop();
    await ground.close();
    await stopEngine({ apart: 'fleet' });
  }
});
