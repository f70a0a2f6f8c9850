import { given, lenient, type UrlReading } from './url-parts.ts';

const rfc1738 =
  /^([\w+]+):\/\/(?:([^:/]*)(?::([^@]*))?@)?(?:(?:\[([^/?]+)\]|([^/:?]+))?(?::([^/?]*))?)?(?:\/([^?]*))?(?:\?.*)?/s;

/** SQLAlchemy's make_url: one expression, in which the password ends at the first `@`. */
export const readAsSqlalchemy = (url: string): UrlReading => {
  const match = rfc1738.exec(url);
  if (!match) return { ok: false, words: 'Could not parse SQLAlchemy URL from string' };
  const [, , user, password, ipv6, ipv4, port, database] = match;
  if (port && !/^[+-]?\d+$/.test(port)) {
    return { ok: false, words: 'invalid literal for int() with base 10' };
  }
  return {
    ok: true,
    ...given({
      user: user && lenient(user),
      password: password && lenient(password),
      host: ipv6 ?? ipv4,
      port,
      database,
    }),
  };
};

/** Python's urllib (dj-database-url, django-environ, asyncpg): a `#`, `/` or `?` ends the host. */
export const readAsUrllib = (url: string): UrlReading => {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)/i.exec(url);
  if (!match) return { ok: false, words: 'no scheme and host in the URL' };
  const [, , network = '', path = ''] = match;
  if (network.includes('[') !== network.includes(']')) {
    return { ok: false, words: 'Invalid IPv6 URL' };
  }
  const at = network.lastIndexOf('@');
  const credentials = at < 0 ? '' : network.slice(0, at);
  const colon = credentials.indexOf(':');
  const [, ipv6, name, port] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(network.slice(at + 1)) ?? [];
  if (port && !/^\d+$/.test(port)) {
    return { ok: false, words: 'Port could not be cast to integer value' };
  }
  return {
    ok: true,
    ...given({
      user: lenient(colon < 0 ? credentials : credentials.slice(0, colon)),
      password: colon < 0 ? undefined : lenient(credentials.slice(colon + 1)),
      host: (ipv6 ?? name)?.toLowerCase(),
      port,
      database: lenient(path.slice(1)),
    }),
  };
};
