import { useEffect, useState } from 'react';
import type { State, TargetId } from '../core/session.ts';

type Counted = { readonly ticks: number; readonly since: Readonly<Record<string, number>> };

/** Seconds since each link was lost, as far as somebody watched. No timer runs while all stand. */
export const useAbsences = (targets: State['targets']): Readonly<Record<TargetId, number>> => {
  const lost = Object.values(targets)
    .filter(({ link, trying }) => link === 'lost' && trying)
    .map(({ id, linkAt }) => ({ id, key: `${id} ${linkAt ?? ''}` }));
  const keys = lost.map(({ key }) => key).join('\n');
  const [{ ticks, since }, count] = useState<Counted>({ ticks: 0, since: {} });
  // A clock is what effects are for.
  useEffect(() => {
    if (keys === '') return undefined;
    const tick = (): void =>
      count((before) => ({
        ticks: before.ticks + 1,
        since: Object.fromEntries(
          keys.split('\n').map((key) => [key, before.since[key] ?? before.ticks]),
        ),
      }));
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [keys]);
  return Object.fromEntries(lost.map(({ id, key }) => [id, ticks - (since[key] ?? ticks)]));
};
