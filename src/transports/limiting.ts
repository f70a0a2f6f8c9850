import type { Request, Sent, Transport } from '../core/target.ts';

/** Gives requests that name no limit of their own the operator's, shorter or longer than ours. */
export const limiting = (inner: Transport, timeoutMs: number | undefined): Transport => {
  if (timeoutMs === undefined) return inner;
  const limited = ({ request, signal }: Sent): Sent => ({
    request: withLimit(request, timeoutMs),
    signal,
  });
  return {
    label: inner.label,
    close: () => inner.close(),
    send: (batch) => inner.send(batch.map(limited)),
  };
};

/** Only what may take long without being at fault; a dial or a page knows better what is late. */
const withLimit = (request: Request, timeoutMs: number): Request => {
  switch (request.kind) {
    case 'exec':
    case 'docker':
    case 'postgres':
      return { timeoutMs, ...request };
    case 'read':
    case 'stat':
    case 'list':
    case 'http':
    case 'dial':
    case 'clock':
    case 'wait':
      return request;
  }
};
