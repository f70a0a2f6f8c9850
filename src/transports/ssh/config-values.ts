/** Seconds in ssh's way of writing them: `90`, `1m30s`. Undefined: not a time. */
export const secondsOf = (text: string): number | undefined => {
  if (!/^(\d+[smhdw]?)+$/i.test(text)) return undefined;
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+)([smhdw]?)/gi)) {
    total += Number(amount) * (unitSeconds[unit.toLowerCase()] ?? 1);
  }
  return total;
};

const unitSeconds: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

export const isYes = (text: string | undefined): boolean =>
  text !== undefined && /^(yes|true)$/i.test(text);
export const isNo = (text: string | undefined): boolean =>
  text !== undefined && /^(no|false)$/i.test(text);

/** What to do with a key that no file knows. One that differs from a known key is never let pass. */
export type Strictness = 'ask' | 'yes' | 'accept-new' | 'no';

export const strictnessOf = (text: string | undefined): Strictness => {
  if (isYes(text)) return 'yes';
  if (isNo(text) || text?.toLowerCase() === 'off') return 'no';
  return text?.toLowerCase() === 'accept-new' ? 'accept-new' : 'ask';
};

/** A host on the way, as ProxyJump and the command line write it: `ada@[2001:db8::7]:2222`. */
export type Hop = { readonly host: string; readonly user?: string; readonly port?: number };

export const hopOf = (written: string): Hop | undefined => {
  const text = written
    .trim()
    .replace(/^ssh:\/\//, '')
    .replace(/\/$/, '');
  const at = text.lastIndexOf('@');
  const user = at > 0 ? { user: text.slice(0, at) } : {};
  const place = text.slice(at + 1);
  const [, bracketed, plain, portText] =
    /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(place) ?? [];
  // More than one colon and no brackets: an address of IPv6 without a port.
  const host = bracketed ?? plain ?? (/^[\da-f:]+$/i.test(place) ? place : undefined);
  if (host === undefined) return undefined;
  return { host, ...user, ...(portText === undefined ? {} : { port: Number(portText) }) };
};

/** The hosts of ProxyJump in the order they are passed; undefined where one cannot be read. */
export const hopsOf = (written: string): readonly Hop[] | undefined => {
  if (written.toLowerCase() === 'none') return [];
  const hops = written.split(',').map(hopOf);
  return hops.every((hop) => hop !== undefined) ? hops : undefined;
};
