import { Duplex } from 'node:stream';
import { quote } from './batch/quote.ts';
import type { HostShell } from './batch/shell-transport.ts';

/** Of one answer of an engine. */
const bytes = 8 * 1024 * 1024;
const limitMs = 120_000;

/**
 * The engine hangs up on a request whose sender ended its side: the pipe that brings it is held open
 * by its own other end, until the program has ended.
 */
const held = 'exec 3>/proc/self/fd/0; "$@"; exit $?';

/**
 * A connection to an engine for one request and its answer, which leave and come with the batch: for
 * a host that has no place for a second channel. What follows a request is not brought.
 */
export const batchStream = (shell: HostShell, docker: readonly string[]): Duplex => {
  const closing = new AbortController();
  let request = Buffer.alloc(0);
  let isSent = false;
  const ask = async (): Promise<void> => {
    const argv = ['sh', '-c', held, 'sh', ...docker, 'system', 'dial-stdio'];
    const call = {
      words: ['_run', ...argv.map(quote)].join(' '),
      stdin: request,
      maxBytes: bytes,
    };
    const outcome = await shell.run(call, closing.signal, limitMs);
    if (!outcome.ok) throw broken(outcome.detail);
    const { stdout, stderr } = outcome.ran;
    const words = Buffer.from(stderr).toString().trim();
    if (stdout.length === 0) throw broken(words || 'docker system dial-stdio brought nothing');
    stream.push(stdout.subarray(0, bytes));
    if (stdout.length > bytes) throw broken(`the answer is longer than ${bytes} bytes`);
    stream.push(null);
  };
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Uint8Array, _encoding, written) => {
      // Its sender marks the end of a request with nothing.
      if (chunk.length === 0) return written();
      if (isSent) return written(broken('nothing can be sent after a request'));
      request = Buffer.concat([request, chunk]);
      isSent = isWhole(request);
      if (isSent) ask().catch((error: unknown) => stream.destroy(asError(error)));
      written();
    },
    destroy: (error, destroyed) => {
      closing.abort();
      destroyed(error);
    },
  });
  return stream;
};

const broken = (detail: string): Error =>
  Object.assign(new Error(detail), { code: 'ECONNABORTED' });

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

/** A request has come with its body, whose length it tells. */
const isWhole = (request: Buffer): boolean => {
  const at = request.indexOf('\r\n\r\n');
  if (at < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(request.subarray(0, at).toString('latin1'));
  return request.length >= at + 4 + Number(length?.[1] ?? 0);
};
