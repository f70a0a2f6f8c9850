import { requestWords } from '../core/request-words.ts';
import type { Ask, Reply, Transport } from '../core/target.ts';
import { refusal } from './failure.ts';
import { executor, type Execute } from './local-exec.ts';
import { listLocal, readLocal, statLocal } from './local-files.ts';
import { dialLocal, httpLocal } from './local-network.ts';
import { pause } from './pause.ts';
import { askPostgres } from './postgres.ts';
import { within } from './within.ts';

/** The environment of every program that is started here; nothing else of ours is handed on. */
export type ProgramEnv = Readonly<Record<string, string>>;

/** This machine: its files, programs and network. */
export const localTransport = ({
  label = 'this machine',
  env,
}: {
  readonly label?: string;
  readonly env: ProgramEnv;
}): Transport => {
  const execute = executor(env);
  return {
    label,
    send: (batch) => batch.map(({ request, signal }) => answer(request, signal, execute)),
    close: async () => {
      execute.close();
    },
  };
};

const answer = (request: Ask, signal: AbortSignal, execute: Execute): Promise<Reply> => {
  const subject = requestWords(request);
  switch (request.kind) {
    case 'exec':
      return execute.run(request, signal);
    case 'read':
      return within({ subject: request.path, signal }, (ending) => readLocal(request, ending));
    case 'stat':
      return within({ subject: request.path, signal }, () => statLocal(request));
    case 'list':
      return within({ subject: request.path, signal }, (ending) => listLocal(request, ending));
    case 'http': {
      const { url, timeoutMs } = request;
      return within({ subject: url, signal, timeoutMs }, (ending) => httpLocal(request, ending));
    }
    case 'dial':
      // Its own limit is an answer; this one is for a name that cannot be resolved.
      return within({ subject, signal, timeoutMs: (request.timeoutMs ?? 5000) + 5000 }, (ending) =>
        dialLocal(request, ending),
      );
    case 'postgres': {
      const limit = { subject, signal, timeoutMs: request.timeoutMs };
      return within(limit, (ending) => askPostgres(request, ending));
    }
    case 'clock':
      return Promise.resolve({ ok: true, json: clock() });
    case 'wait': {
      const { ms } = request;
      return within({ subject, signal, timeoutMs: ms + 60_000 }, (ending) => pause(ms, ending));
    }
    case 'docker':
      return Promise.resolve(refusal('unreachable', subject, 'no engine behind this transport'));
  }
};

/** `clock`'s json: the target's time. */
const clock = (): { readonly at: string } => ({ at: new Date().toISOString() });
