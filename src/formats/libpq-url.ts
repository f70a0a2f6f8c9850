import { given, lenient, type UrlReading } from './url-parts.ts';

/** libpq's own reading (psql, psycopg, Ruby's pg): credentials end at the first `@` before any `/`. */
export const readAsLibpq = (url: string): UrlReading => {
  const scheme = /^postgres(?:ql)?:\/\//.exec(url);
  if (!scheme) {
    // Anything else is a string of `name=value` pairs, or a database's name.
    return { ok: false, words: 'missing "=" after the connection string: not a postgresql:// URL' };
  }
  try {
    return { ok: true, ...partsOf(url.slice(scheme[0].length)) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, words: error.message };
    throw error;
  }
};

class Refused extends Error {}

const partsOf = (rest: string) => {
  const stop = rest.search(/[@/]/);
  const credentials = rest[stop] === '@' ? rest.slice(0, stop) : undefined;
  const afterwards = credentials === undefined ? rest : rest.slice(stop + 1);
  const colon = credentials?.indexOf(':') ?? -1;
  const network: readonly (string | undefined)[] =
    /^(\[[^\]]*\]|[^:/?,]*)(?::([^/?,]*))?/.exec(afterwards) ?? [];
  const [whole = '', host = ''] = network;
  if (!host.startsWith('[') && afterwards.startsWith('[')) {
    throw new Refused('end of string reached when looking for matching "]" in IPv6 host address');
  }
  const tail = afterwards.slice(whole.length).replace(/^(?:,[^/?]*)/, '');
  const question = tail.indexOf('?');
  const path = question < 0 ? tail : tail.slice(0, question);
  const query = question < 0 ? {} : queryOf(tail.slice(question + 1));
  const port = query['port'] ?? decoded(network[2] ?? '');
  if (port !== '' && !/^\s*\d+\s*$/.test(port)) {
    throw new Refused('invalid integer value for connection option "port"');
  }
  return given({
    user:
      query['user'] ??
      decoded(colon < 0 ? (credentials ?? '') : (credentials ?? '').slice(0, colon)),
    password:
      query['password'] ?? (colon < 0 ? undefined : decoded((credentials ?? '').slice(colon + 1))),
    host: query['host'] ?? decoded(host.replace(/^\[(.*)\]$/, '$1')),
    port,
    database: query['dbname'] ?? decoded(path.replace(/^\//, '')),
  });
};

const queryOf = (query: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => {
        const at = pair.indexOf('=');
        if (at < 0) throw new Refused('missing key/value separator "=" in URI query parameter');
        return [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
      }),
  );

const decoded = (text: string): string => {
  if (/%(?![0-9a-f]{2})/i.test(text)) throw new Refused('invalid percent-encoded token');
  if (/%00/.test(text)) throw new Refused('forbidden value %00 in percent-encoded value');
  return lenient(text);
};
