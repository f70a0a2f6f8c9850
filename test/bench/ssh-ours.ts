import { fileURLToPath } from 'node:url';
import type { Request } from '../../src/core/target.ts';
import { connectSsh } from '../../src/transports/ssh-connect.ts';
import { sshTransport } from '../../src/transports/ssh.ts';
import { measured } from '../lab/measured.ts';
import type { Sshd } from '../lab/sshd.ts';

/** A host with one container on its engine, in which something is wrong. */
export type BenchHost = {
  readonly sshd: Sshd;
  readonly socket: string;
  readonly container: string;
  /** What triage must say about it. */
  readonly diagnosis: string;
};

export const probes = 20;
export const inspects = 40;
/** A process each, as most probes are; its answer cannot be guessed. */
export const probeOf = (index: number): readonly [string, ...string[]] => [
  ...(['expr', String(index + 3), '*', String(index + 3)] as const),
];
export const answerOf = (index: number): string => String((index + 3) ** 2);

/** Milliseconds of each part, in one life of a connection. */
export async function ourTimes({ sshd, socket, container }: BenchHost) {
  const signal = new AbortController().signal;
  const spec = { host: sshd.host, port: sshd.port, user: sshd.user, ssh: 'ssh2' } as const;
  const connect = async () => {
    const started = performance.now();
    const made = await connectSsh(spec, { env: {}, home: sshd.home, signal });
    if (!made.ok) throw new Error(made.failure.message);
    const transport = sshTransport(made.connection, { docker: socket });
    const since = () => performance.now() - started;
    const ask = async (requests: readonly Request[]) => {
      const replies = await Promise.all(
        transport.send(requests.map((request) => ({ request, signal }))),
      );
      return replies.map((reply) => {
        if (!reply.ok) throw new Error(JSON.stringify(reply.failure));
        return reply;
      });
    };
    return { ask, since, close: () => transport.close() };
  };
  type Ask = Awaited<ReturnType<typeof connect>>['ask'];
  const ask20 = async (ask: Ask) => {
    const batch = Array.from({ length: probes }, (_, index) => probeOf(index));
    const replies = await ask(batch.map((argv) => ({ kind: 'exec', argv })));
    replies.forEach(({ stdout }, index) => {
      const said = Buffer.from(stdout ?? [])
        .toString()
        .trim();
      if (said !== answerOf(index)) throw new Error(`probe ${index} said ${said}`);
    });
  };
  const ask40 = async (ask: Ask) => {
    const path = `/containers/${container}/json`;
    const replies = await ask(
      Array.from({ length: inspects }, () => ({
        kind: 'docker',
        method: 'GET',
        path,
        fresh: true,
      })),
    );
    for (const { json } of replies) {
      if (!JSON.stringify(json).includes(container))
        throw new Error('an inspect of something else');
    }
  };
  const first = await connect();
  const connected = first.since();
  await first.ask([{ kind: 'exec', argv: ['true'] }]);
  const answered = first.since();
  await first.close();

  const second = await connect();
  await ask20(second.ask);
  const cold = second.since();
  const warmFrom = second.since();
  await ask20(second.ask);
  const warm = second.since() - warmFrom;
  await second.ask([{ kind: 'docker', method: 'GET', path: '/version' }]);
  const inspectFrom = second.since();
  await ask40(second.ask);
  const inspected = second.since() - inspectFrom;
  await second.close();

  const third = await connect();
  await ask20(third.ask);
  await third.ask([{ kind: 'docker', method: 'GET', path: '/containers/json' }]);
  await ask40(third.ask);
  const whole = third.since();
  await third.close();
  return { connected, answered, cold, warm, inspected, whole };
}

const program = fileURLToPath(new URL('../../bin/deploy-doctor.js', import.meta.url));

/** The program itself, from its start to its end. */
export async function triageMs({ sshd, diagnosis }: BenchHost): Promise<number> {
  const target = `${sshd.user}@${sshd.host}:${sshd.port}`;
  const argv = [process.execPath, program, 'triage', '--json', '--host', target];
  const env = { PATH: process.env['PATH'] ?? '', HOME: sshd.home, LANG: 'C.UTF-8' };
  const { ms, stdout, stderr } = await measured(argv, { env });
  if (!stdout.includes(`"diagnosis": "${diagnosis}"`)) throw new Error(`${stdout}${stderr}`);
  return ms;
}
