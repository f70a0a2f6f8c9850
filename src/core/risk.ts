/** What a fix may cost, mildest first; it decides how it is approved. */
export const risks = ['safe', 'downtime', 'data'] as const;
export type Risk = (typeof risks)[number];

export const riskWords: Readonly<Record<Risk, string>> = {
  safe: 'safe: nothing stops',
  downtime: 'downtime: something restarts',
  data: 'data: something may be lost',
};
