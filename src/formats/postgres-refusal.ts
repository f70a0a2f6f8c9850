/** Why a server refused: what its log says about it, and what the client is told. */

export type RefusalReason =
  | 'no-such-role'
  | 'no-password'
  | 'expired'
  | 'no-scram'
  | 'not-permitted'
  | 'no-hba-entry'
  | 'no-such-database'
  | 'wrong-password';

export type Refusal = {
  readonly reason: RefusalReason;
  readonly user?: string;
  /** Index of the line that says it. */
  readonly line: number;
  /** The lines that it rests on, without what leads them. */
  readonly words: string;
};

const quoted = '"((?:[^"]|"")*)"';
const fatal = /FATAL: {1,2}(.*)$/;
const details: readonly (readonly [RegExp, RefusalReason])[] = [
  [new RegExp(`Role ${quoted} does not exist`), 'no-such-role'],
  [new RegExp(`User ${quoted} has no password assigned`), 'no-password'],
  [new RegExp(`User ${quoted} has an expired password`), 'expired'],
  [new RegExp(`User ${quoted} does not have a valid SCRAM secret`), 'no-scram'],
];
const fatals: readonly (readonly [RegExp, RefusalReason])[] = [
  [new RegExp(`^password authentication failed for user ${quoted}`), 'wrong-password'],
  [new RegExp(`^role ${quoted} is not permitted to log in`), 'not-permitted'],
  [new RegExp(`^role ${quoted} does not exist`), 'no-such-role'],
  [new RegExp(`^no pg_hba\\.conf entry for host "[^"]*", user ${quoted}`), 'no-hba-entry'],
  [
    new RegExp(`^pg_hba\\.conf rejects connection for host "[^"]*", user ${quoted}`),
    'no-hba-entry',
  ],
  [new RegExp(`^database ${quoted} does not exist`), 'no-such-database'],
];

/** Longer lines are no message of the server's, and not worth the time. */
const longest = 4000;

/** Every refusal in a server's log; the DETAIL behind a FATAL says what the client is never told. */
export const refusalsIn = (lines: readonly string[]): readonly Refusal[] =>
  lines.flatMap((text, line): Refusal[] => {
    const said = text.length > longest ? undefined : fatal.exec(text)?.[1];
    if (said === undefined) return [];
    const general = firstOf(fatals, said);
    if (!general) return [];
    // Other sessions may write in between: the DETAIL names the role again, which ties the two.
    const detail = lines.slice(line + 1, line + 6).find((next) => {
      const found = firstOf(details, next.slice(0, longest));
      return found !== undefined && found.name === general.name;
    });
    const telling =
      general.reason === 'wrong-password' && detail ? firstOf(details, detail) : undefined;
    const words = [`FATAL:  ${said}`, ...(detail === undefined ? [] : [afterPrefix(detail)])];
    return [
      {
        reason: telling?.reason ?? general.reason,
        ...(general.reason !== 'no-such-database' && { user: general.name }),
        line,
        words: words.join('\n'),
      },
    ];
  });

const afterPrefix = (line: string): string => /DETAIL: .*$/.exec(line)?.[0] ?? line;

const firstOf = (
  table: readonly (readonly [RegExp, RefusalReason])[],
  text: string,
): { readonly reason: RefusalReason; readonly name: string } | undefined => {
  for (const [expression, reason] of table) {
    const match = expression.exec(text);
    if (match) return { reason, name: (match[1] ?? '').replaceAll('""', '"') };
  }
  return undefined;
};

/** What a client is told, by SQLSTATE and message. */
export type LoginVerdict =
  | 'accepted'
  | 'wrong-password'
  | 'password-asked'
  | 'no-such-role'
  | 'no-such-database'
  | 'not-permitted'
  | 'no-hba-entry'
  | 'starting'
  | 'other';

export const loginVerdict = (code: string | undefined, message = ''): LoginVerdict => {
  switch (code) {
    case '28P01':
      return 'wrong-password';
    case '3D000':
      return 'no-such-database';
    case '57P03':
      return 'starting';
    case '28000':
      if (message.includes('pg_hba.conf')) return 'no-hba-entry';
      if (message.includes('not permitted to log in')) return 'not-permitted';
      return / role ".*" does not exist/.test(` ${message}`) ? 'no-such-role' : 'other';
    case undefined:
      return /password must be a string|asks for a password/.test(message)
        ? 'password-asked'
        : 'other';
    case '08P01':
    case '42501':
    case '53300':
      return 'other';
  }
  return 'other';
};
