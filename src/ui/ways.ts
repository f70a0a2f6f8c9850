import type { Unblock } from '../core/outcome.ts';

const ways: Readonly<Record<Unblock, string>> = {
  sudo: 'run it again with sudo',
  'docker-group': 'run it as a member of the docker group',
  'other-user': 'run it as another user',
  install: 'install the tool that is missing',
  'start-engine': 'start the Docker engine: sudo systemctl start docker',
  timeout: 'give it more time: --timeout 60',
  'allow-exec': 'run it without --no-exec',
};

/** What would let us see, as an order; a flag speaks for itself. */
export const wayWords = (way: string): string =>
  Object.hasOwn(ways, way) ? ways[way as Unblock] : `give ${way}`;
