import { meantUrl, readUrl, urlClients } from './database-url.ts';

/** A connection URL with one part put otherwise; every other character stays. */

const parts =
  /^([a-z][a-z0-9+.-]*:\/\/[^:@/?#]*)(?::(.*))?@((?:\[[^\]]+\]|[^@/:?#\s[\]]+)(?::\d+)?(?:[/?#].*)?)$/is;

/** With the password that its writer meant, or another one, encoded so that every client reads it. */
export const withPassword = (url: string, password?: string): string | undefined => {
  const [, before, written, after] = parts.exec(url) ?? [];
  const wanted = password ?? written;
  if (before === undefined || after === undefined || wanted === undefined) return undefined;
  const made = `${before}:${encodeURIComponent(wanted)}@${after}`;
  return readAlike(made, wanted) ? made : undefined;
};

/** With another host and port. */
export const withHost = (url: string, host: string, port: number): string | undefined => {
  const now = meantUrl(url);
  const [, before, written, after = ''] = parts.exec(url) ?? [];
  const rest = /^(?:\[[^\]]+\]|[^/:?#]+)(?::\d+)?(.*)$/s.exec(after)?.[1];
  if (before === undefined || rest === undefined || now?.host === undefined) return undefined;
  return `${before}${written === undefined ? '' : `:${written}`}@${host}:${port}${rest}`;
};

/** Clients that know its scheme must find the password, and nothing else in the others' place. */
const readAlike = (url: string, password: string): boolean => {
  const readings = urlClients.map((client) => readUrl(client, url));
  const able = readings.filter((reading) => reading.ok);
  return able.length > 0 && able.every((reading) => reading.password === password);
};

export const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
