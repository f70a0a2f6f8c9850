import type { Outcome, Ran } from './call.ts';
import { decode, type Encoding } from './lines.ts';

/** An answer that is on its way: its lines are taken until the last one has come. */
export type Answer = {
  /** The shell has begun with it. */
  readonly process: { readonly id: string; readonly parent: string } | undefined;
  /** Session of the command, which a stop must reach too. */
  readonly session: string | undefined;
  take(kind: string, text: string, encoding: Encoding): void;
  readonly outcome: Promise<Outcome>;
  fail(outcome: Extract<Outcome, { readonly ok: false }>): void;
};

const reasons: Readonly<Record<string, Ran['notStarted']>> = {
  '127': 'missing',
  '126': 'not-executable',
  cwd: 'no-folder',
};

export const answer = (): Answer => {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const out: Uint8Array[] = [];
  const err: Uint8Array[] = [];
  const counted: { out?: number; err?: number } = {};
  let told: Pick<Ran, 'exit' | 'notStarted'> = {};
  let process: Answer['process'];
  let session: string | undefined;
  const garbled = (detail: string): void => {
    resolve({ ok: false, why: 'garbled', detail });
  };
  const end = (): void => {
    if (counted.out !== out.length || counted.err !== err.length) {
      return garbled('the answer of the host did not come whole');
    }
    if (told.exit === undefined && told.notStarted === undefined) {
      return garbled('the host told no exit status');
    }
    resolve({ ok: true, ran: { ...told, stdout: Buffer.concat(out), stderr: Buffer.concat(err) } });
  };
  const piece = (into: Uint8Array[], text: string, encoding: Encoding): void => {
    const bytes = decode(text, encoding);
    if (bytes) into.push(bytes);
    else garbled('a part of the answer of the host cannot be read');
  };
  return {
    get process() {
      return process;
    },
    get session() {
      return session;
    },
    outcome: promise,
    fail: resolve,
    take: (kind, text, encoding) => {
      switch (kind) {
        case 'p': {
          const [id = '', parent = ''] = text.split(' ');
          process = { id, parent };
          return;
        }
        case 'c':
          session = text;
          return;
        case 's':
          told = { exit: Number(text) };
          return;
        case 'n': {
          const reason = reasons[text];
          if (reason) told = { notStarted: reason };
          return;
        }
        case 'o':
          return piece(out, text, encoding);
        case 'e':
          return piece(err, text, encoding);
        case 'O':
          counted.out = Number(text);
          return;
        case 'E':
          counted.err = Number(text);
          return;
        case 'z':
          return end();
      }
    },
  };
};
