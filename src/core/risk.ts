/** What a fix may cost, mildest first; it decides how it is approved. */
export const risks = ['safe', 'downtime', 'data'] as const;
export type Risk = (typeof risks)[number];
