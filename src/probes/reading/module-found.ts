/** What a look along a search path comes to, in either language. */
export const searchVerdicts = [
  'works',
  'absent',
  'namespace',
  'shadowed',
  'part-missing',
  'file-missing',
  'not-searched',
  'not-in-this-python',
] as const;

export type SearchVerdict = (typeof searchVerdicts)[number];

export type Searched = {
  readonly verdict: SearchVerdict;
  readonly sure: boolean;
  /** Where the name is answered, or would be answered if it were looked for there. */
  readonly origin?: string;
  /** Where it would have to be: paths without an ending. */
  readonly wanted: readonly string[];
  readonly interpreter: string;
  readonly version?: string;
  readonly words: readonly string[];
};
