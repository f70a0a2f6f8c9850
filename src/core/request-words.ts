import type { Change } from './change.ts';
import type { Request } from './target.ts';

/** A request in one line, as evidence shows it; never a secret, never a body. */
export const requestWords = (request: Request): string => {
  switch (request.kind) {
    case 'exec':
      return `${inside(request.in)}${request.argv.map(bare).join(' ')}`;
    case 'read':
      return `${inside(request.in)}read ${request.path}${request.from === 'end' ? ' (end)' : ''}`;
    case 'stat':
    case 'list':
      return `${inside(request.in)}${request.kind} ${request.path}`;
    case 'docker': {
      const query = new URLSearchParams(request.query).toString();
      return `${request.method} ${request.path}${query ? `?${query}` : ''}`;
    }
    case 'http':
      return `${request.method} ${request.url}`;
    case 'dial':
      return `connect ${request.host}:${request.port}`;
    case 'postgres':
      return `log in to postgres at ${request.host}:${request.port} as ${request.user} (${request.database})`;
    case 'clock':
      return 'read the clock';
    case 'wait':
      return `wait ${request.ms / 1000} s`;
  }
};

/** A change in one line; never a secret, never what is written. */
export const changeWords = (change: Change): string => {
  switch (change.kind) {
    case 'write':
    case 'remove':
      return `${change.kind} ${change.path}`;
    case 'restore':
      return `put ${change.backup} back as ${change.path}`;
    case 'chmod':
      return `chmod ${change.mode.toString(8)} ${change.path}`;
    case 'make-folder':
      return `make the folder ${change.path}`;
    case 'remove-folder':
      return `remove the empty folder ${change.path}`;
    case 'docker-change': {
      const query = new URLSearchParams(change.query).toString();
      return `${change.method} ${change.path}${query ? `?${query}` : ''}`;
    }
    case 'run':
      return `${inside(change.in)}${change.argv.map(bare).join(' ')}`;
    case 'postgres-change':
      return `change postgres at ${change.host}:${change.port} as ${change.user} (${change.database})`;
  }
};

const inside = (container: string | undefined): string =>
  container === undefined ? '' : `in ${container}: `;

const bare = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
