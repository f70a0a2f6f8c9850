import { changeWords } from '../core/request-words.ts';
import type { Change, Writable } from '../core/change.ts';
import type { Reply } from '../core/target.ts';
import { changeEngine } from './docker-change.ts';
import type { Client } from './docker-client.ts';
import { execInContainer } from './docker-exec.ts';
import type { Refusal } from './failure.ts';
import { changeFile } from './file-change.ts';
import { heldEnd, heldRuns, type Runs } from './held-run.ts';
import type { OpenPostgres } from './postgres.ts';
import { changePostgres } from './postgres-change.ts';
import { within } from './within.ts';

/** An engine that can be changed. */
export type Engine = {
  readonly client: Client;
  /** Set where each connection carries one request: a program in a container is fed by this CLI. */
  readonly cli?: readonly string[];
};

export type Hands = {
  readonly run: Runs;
  /** Files; default: as programs are run. */
  readonly runOnFiles?: Runs;
  engine(): Promise<{ readonly ok: true; readonly engine: Engine } | Refusal>;
  /** A way to a server; default: from here. */
  readonly postgres?: OpenPostgres;
};

/** A program that changes something is given time; one that is cut may leave half of it. */
const runMs = 600_000;
const engineMs = 120_000;

const mayHaveHappened = (seconds: number): string =>
  `no answer within ${seconds} s; whether it was carried out is not known`;

/** The hands on a target: its files and programs by `run`, its containers by the engine. */
export const writable = (
  { label, session }: { readonly label: string; readonly session: string },
  { run, runOnFiles = run, engine, postgres }: Hands,
): Writable => {
  const program = heldRuns(run, session);
  const onFiles = heldRuns(runOnFiles, session);
  return {
    label,
    settled: (signal) => heldEnd(run, session, signal),
    close: async () => {
      const reached = await engine();
      if (reached.ok) reached.engine.client.close();
    },
    change: (change, signal) => {
      const subject = changeWords(change);
      const limit = (timeoutMs: number) => ({ subject, signal, timeoutMs, late: mayHaveHappened });
      switch (change.kind) {
        case 'write':
        case 'restore':
        case 'remove':
        case 'chmod':
        case 'make-folder':
        case 'remove-folder':
          return changeFile(change, (request) => onFiles(request, signal));
        case 'run': {
          const given = { timeoutMs: runMs, ...change };
          return change.in === undefined
            ? program(given, signal)
            : inContainer(given, { engine, program, signal });
        }
        case 'docker-change':
          return within(limit(change.timeoutMs ?? engineMs), async (ending) => {
            const reached = await engine();
            return reached.ok ? changeEngine(change, reached.engine.client, ending) : reached;
          });
        case 'postgres-change':
          return within(limit((change.timeoutMs ?? 10_000) + 2000), (ending) =>
            changePostgres(change, ending, postgres),
          );
      }
    },
  };
};

type Run = Extract<Change, { readonly kind: 'run' }> & { readonly timeoutMs: number };
type Through = Pick<Hands, 'engine'> & { readonly program: Runs; readonly signal: AbortSignal };

const inContainer = async (change: Run, { engine, program, signal }: Through): Promise<Reply> => {
  const reached = await engine();
  if (!reached.ok) return reached;
  const { client, cli } = reached.engine;
  if (cli && change.stdin !== undefined) {
    const { in: _, as: __, cwd: ___, env: ____, ...rest } = change;
    return program({ ...rest, argv: [...cli, ...execWords(change)] }, signal);
  }
  const subject = changeWords(change);
  const limit = { subject, signal, timeoutMs: change.timeoutMs, late: mayHaveHappened };
  return within(limit, (ending) => execInContainer(change, client, ending));
};

const execWords = ({ argv, in: container = '', as, cwd, env = {} }: Run): readonly string[] => [
  ...['exec', '-i'],
  ...(as === undefined ? [] : ['-u', as]),
  ...(cwd === undefined ? [] : ['-w', cwd]),
  ...Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
  ...[container, ...argv],
];
