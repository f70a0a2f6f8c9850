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

const inside = (container: string | undefined): string =>
  container === undefined ? '' : `in ${container}: `;

const bare = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
