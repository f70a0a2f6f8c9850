import { join } from 'node:path';
import type { Change, Writable } from '../../src/core/change.ts';
import type { Request, Transport } from '../../src/core/target.ts';

/** A host that is a folder: its programs run in it by chroot, and its paths begin in it. */
export const rooted = (
  root: string,
  { wire, hands }: { readonly wire: Transport; readonly hands: Writable },
): { wire: Transport; hands: Writable } => ({
  wire: {
    ...wire,
    send: (batch) =>
      wire.send(batch.map(({ request, signal }) => ({ request: within(root, request), signal }))),
  },
  hands: {
    ...hands,
    change: (change, signal) => hands.change(changeWithin(root, change), signal),
  },
});

const within = (root: string, request: Request): Request => {
  if ('in' in request && request.in !== undefined) return request;
  if (request.kind === 'exec') return { ...request, argv: ['chroot', root, ...request.argv] };
  return 'path' in request && request.kind !== 'docker'
    ? { ...request, path: join(root, request.path) }
    : request;
};

const changeWithin = (root: string, change: Change): Change => {
  if (change.kind === 'run') return { ...change, argv: ['chroot', root, ...change.argv] };
  return 'path' in change && change.kind !== 'docker-change'
    ? { ...change, path: join(root, change.path) }
    : change;
};
