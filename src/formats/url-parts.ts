/** What a client makes of a connection URL; absent parts are left to its defaults. */
export type UrlParts = {
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: string;
  readonly database?: string;
};

export type UrlReading =
  | ({ readonly ok: true } & UrlParts)
  /** The words with which the client refuses the URL; never a part of it. */
  | { readonly ok: false; readonly words: string };

/** Leaves out what is absent or empty: both mean the client's default. */
export const given = (
  parts: Readonly<Record<keyof UrlParts, string | null | undefined>>,
): UrlParts =>
  Object.fromEntries(
    Object.entries(parts).filter(
      ([, value]) => value !== undefined && value !== null && value !== '',
    ),
  );

/** Percent signs as bytes, where two digits follow; broken UTF-8 stays visible as such. */
export const lenient = (text: string): string => {
  const bytes: number[] = [];
  const source = new TextEncoder().encode(text);
  for (let at = 0; at < source.length; at += 1) {
    const pair = String.fromCharCode(source[at + 1] ?? 0, source[at + 2] ?? 0);
    if (source[at] === 0x25 && /^[0-9a-f]{2}$/i.test(pair)) {
      bytes.push(parseInt(pair, 16));
      at += 2;
    } else bytes.push(source[at] ?? 0);
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
};
