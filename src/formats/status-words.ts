/** What the engine's words of a container's state tell: `Up 3 hours (unhealthy)`, `Exited (1) 5 days ago`. */

const units: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};

/** Seconds since the start, as coarse as the words are; undefined where it is not up. */
export const upSecondsIn = (status: string): number | undefined => {
  if (status.startsWith('Up Less than a second')) return 0;
  const [, count, unit = ''] = /^Up (About an?|\d+) ([a-z]+?)s?(?: |$)/.exec(status) ?? [];
  const seconds = units[unit];
  if (count === undefined || seconds === undefined) return undefined;
  return (count.startsWith('About') ? 1 : Number(count)) * seconds;
};

/** How it ended: of one that has ended, or waits to be started again. */
export const exitIn = (status: string): number | undefined => {
  const [, code] = /^(?:Exited|Restarting) \((\d+)\)/.exec(status) ?? [];
  return code === undefined ? undefined : Number(code);
};
