import { given, type UrlReading } from './url-parts.ts';

/** Node's `pg`: spaces and stray percent signs are forgiven; a text without a scheme is a path. */
export const readAsPg = (url: string): UrlReading => {
  if (url.startsWith('/')) {
    const [host, database] = url.split(' ');
    return { ok: true, ...given({ ...nothing, host, database }) };
  }
  const stray = / |%[^a-f0-9]|%[a-f0-9][^a-f0-9]/i.test(url);
  const mended = stray ? encodeURI(url.toWellFormed()).replace(/%25(\d\d)/g, '%$1') : url;
  const whole = parsed(mended, 'postgres://base');
  const parse = whole ?? parsed(mended.replace('@/', '@no-host/'), 'postgres://base');
  if (!parse) return { ok: false, words: 'Invalid URL' };
  const query = parse.searchParams;
  try {
    const host = whole ? decodeURIComponent(parse.hostname.replace(/^\[(.+)\]$/, '$1')) : '';
    return {
      ok: true,
      ...given({
        user: query.get('user') ?? decodeURIComponent(parse.username),
        password: query.get('password') ?? decodeURIComponent(parse.password),
        host: query.get('host') ?? host,
        port: query.get('port') ?? parse.port,
        database: decodeURI(parse.pathname.slice(1)),
      }),
    };
  } catch (error) {
    if (error instanceof URIError) return { ok: false, words: 'URI malformed' };
    throw error;
  }
};

/** postgres.js: the standard, and every part must decode. */
export const readAsPostgresJs = (url: string): UrlReading => {
  const parse = parsed(url);
  if (!parse) return { ok: false, words: 'Invalid URL' };
  try {
    return { ok: true, ...decodedParts(parse, decodeURIComponent) };
  } catch (error) {
    if (error instanceof URIError) return { ok: false, words: 'URI malformed' };
    throw error;
  }
};

/** The standard as Prisma reads it: what does not decode stands for itself. */
export const readAsWhatwg = (url: string): UrlReading => {
  const parse = parsed(url);
  if (!parse || !/^postgres(?:ql)?:$/.test(parse.protocol)) {
    return { ok: false, words: parse ? 'the URL must start with postgresql://' : 'Invalid URL' };
  }
  const forgiving = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      if (error instanceof URIError) return text;
      throw error;
    }
  };
  return { ok: true, ...decodedParts(parse, forgiving) };
};

const nothing = { user: null, password: null, host: null, port: null, database: null };

const decodedParts = (
  { username, password, hostname, port, pathname }: URL,
  decode: (text: string) => string,
) =>
  given({
    user: decode(username),
    password: decode(password),
    host: decode(hostname.replace(/^\[(.+)\]$/, '$1')),
    port,
    database: decode(pathname.slice(1)),
  });

const parsed = (url: string, base?: string): URL | undefined =>
  URL.canParse(url, base) ? new URL(url, base) : undefined;
