import { changeWords } from '../core/request-words.ts';
import type { Writable } from '../core/change.ts';
import type { Reply } from '../core/target.ts';
import { changeEngine } from './docker-change.ts';
import type { Client } from './docker-client.ts';
import { execInContainer } from './docker-exec.ts';
import { changeFile, type Run } from './file-change.ts';
import { changePostgres } from './postgres-change.ts';
import { within } from './within.ts';

/** Starts programs on the target's machine: here, or behind ssh. */
export type Runs = (request: Run, signal: AbortSignal) => Promise<Reply>;

/** A program that changes something is given time; one that is cut may leave half of it. */
const runMs = 600_000;
const engineMs = 120_000;

const mayHaveHappened = (seconds: number): string =>
  `no answer within ${seconds} s; whether it was carried out is not known`;

/** The hands on a target: its files and programs by `run`, its containers by the engine. */
export const writable = (
  label: string,
  { run, client }: { readonly run: Runs; readonly client: Client },
): Writable => ({
  label,
  close: () => Promise.resolve(client.close()),
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
        return changeFile(change, (request) => run(request, signal));
      case 'run':
        return change.in === undefined
          ? run({ timeoutMs: runMs, ...change }, signal)
          : within(limit(change.timeoutMs ?? runMs), (ending) =>
              execInContainer(change, client, ending),
            );
      case 'docker-change':
        return within(limit(change.timeoutMs ?? engineMs), (ending) =>
          changeEngine(change, client, ending),
        );
      case 'postgres-change':
        return within(limit((change.timeoutMs ?? 10_000) + 2000), (ending) =>
          changePostgres(change, ending),
        );
    }
  },
});
