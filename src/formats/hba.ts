import { z } from 'zod';

/** One row of `pg_hba_file_rules`. */
export const hbaRule = z.object({
  line_number: z.number().nullish(),
  type: z.string().nullish(),
  database: z.array(z.string()).nullish(),
  user_name: z.array(z.string()).nullish(),
  address: z.string().nullish(),
  netmask: z.string().nullish(),
  auth_method: z.string().nullish(),
  error: z.string().nullish(),
});
export type HbaRule = z.output<typeof hbaRule>;

export type HbaAsked = {
  readonly user: string;
  readonly database: string;
  /** The client's address as the server sees it. */
  readonly address: string;
  readonly tls: boolean;
};

export type HbaAnswer =
  | { readonly verdict: 'entry'; readonly method: string; readonly line: number }
  | { readonly verdict: 'none' }
  /** A rule that may or may not match comes first: only the server knows. */
  | { readonly verdict: 'unknown'; readonly because: string };

/** The first rule that matches counts, as in the server. */
export const hbaAnswer = (rules: readonly HbaRule[], asked: HbaAsked): HbaAnswer => {
  for (const rule of rules) {
    const line = rule.line_number ?? 0;
    // A line with an error makes the server keep the rules that it had before.
    if (rule.error) return { verdict: 'unknown', because: `line ${line} has an error` };
    if (!typeFits(rule.type ?? '', asked.tls)) continue;
    const matches = [
      namesFit(rule.database ?? [], asked.database, asked.user),
      usersFit(rule.user_name ?? [], asked.user),
      addressFits(rule.address ?? '', rule.netmask ?? '', asked.address),
    ];
    if (matches.includes(false)) continue;
    if (matches.includes(undefined)) {
      return { verdict: 'unknown', because: `line ${line} may or may not be the one` };
    }
    return { verdict: 'entry', method: rule.auth_method ?? '', line };
  }
  return { verdict: 'none' };
};

const typeFits = (type: string, tls: boolean): boolean =>
  type === 'host' || type === (tls ? 'hostssl' : 'hostnossl') || (type === 'hostnogssenc' && !tls);

type Fits = boolean | undefined;

const anyOf = (results: readonly Fits[]): Fits =>
  results.includes(true) ? true : results.includes(undefined) ? undefined : false;

const namesFit = (names: readonly string[], database: string, user: string): Fits =>
  anyOf(
    names.map((name) => {
      if (name === 'all' || name === database) return true;
      if (name === 'sameuser') return database === user;
      // Membership, expressions and files: not worked out here.
      return name === 'samerole' || name === 'samegroup' || /^[/@]/.test(name) ? undefined : false;
    }),
  );

const usersFit = (names: readonly string[], user: string): Fits =>
  anyOf(
    names.map((name) => {
      if (name === 'all' || name === user) return true;
      return /^[+/@]/.test(name) ? undefined : false;
    }),
  );

const addressFits = (address: string, netmask: string, client: string): Fits => {
  if (address === 'all') return true;
  if (address === 'samehost' || address === 'samenet') return undefined;
  const [base, mask, own] = [address, netmask, client].map(bytesOf);
  // A host name: the server would look it up.
  if (base === undefined) return undefined;
  if (own === undefined) return undefined;
  if (base.length !== own.length) return false;
  return base.every(
    (byte, at) => (byte & (mask?.[at] ?? 255)) === ((own[at] ?? 0) & (mask?.[at] ?? 255)),
  );
};

const bytesOf = (address: string): readonly number[] | undefined => {
  if (/^\d+(\.\d+){3}$/.test(address)) return address.split('.').map(Number);
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(':')) return undefined;
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...Array<string>(zeros).fill('0'), ...after].map((it) =>
    parseInt(it, 16),
  );
  return all.flatMap((group) => [group >> 8, group & 255]);
};
