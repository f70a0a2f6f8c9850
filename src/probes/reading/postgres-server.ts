import type { Inspected } from '../../formats/inspect.ts';

/** Does the container run a PostgreSQL server? Told from its command: an application may hold the same variables. */
export const isPostgresServer = ({ Path, Args }: Inspected): boolean =>
  [Path, ...Args].some(
    (word) =>
      /^(?:.*\/)?(?:postgres|postmaster)$/.test(word) ||
      /\/postgresql\/(?:run|entrypoint)\.sh$/.test(word),
  );
