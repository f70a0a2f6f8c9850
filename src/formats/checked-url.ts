/** What a health check asks, read from its line: an address, a port, a page. */

export type CheckedUrl = {
  /** `tcp`: a connection, and no page. */
  readonly scheme: 'http' | 'https' | 'tcp';
  readonly host: string;
  readonly port: number;
  /** With the query; empty for `tcp`. */
  readonly path: string;
};

type Env = ReadonlyMap<string, string>;

/** A shell's `$NAME`, `${NAME}` and `${NAME:-default}`; undefined where a name has no value here. */
const expanded = (text: string, env: Env): string | undefined => {
  const open: string[] = [];
  const filled = text.replaceAll(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (
      whole,
      braced: string | undefined,
      otherwise: string | undefined,
      bare: string | undefined,
    ) => {
      const value = env.get(braced ?? bare ?? '') ?? otherwise;
      if (value === undefined) open.push(whole);
      return value ?? '';
    },
  );
  return open.length > 0 ? undefined : filled;
};

const webPort = (scheme: string, port: string | undefined): number =>
  port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port);

const address = /^(?:[^/@]*@)?(\[[0-9a-f:]+\]|[^/:?#@]+)(?::(\d{1,5}))?([/?][^#]*)?(?:#.*)?$/i;

const page = (scheme: 'http' | 'https', written: string | undefined): CheckedUrl | undefined => {
  const parts = address.exec(written ?? '');
  if (!parts) return undefined;
  const path = parts[3] ?? '/';
  return {
    scheme,
    host: parts[1] ?? '',
    port: webPort(scheme, parts[2]),
    path: path.startsWith('/') ? path : `/${path}`,
  };
};

const pages = (line: string, env: Env): readonly (CheckedUrl | undefined)[] => {
  const full = [...line.matchAll(/\b(https?):\/\/([^\s'"`|;&)<>\\]+(?:&[^\s'"`|;&)<>\\]+)*)/gi)];
  if (full.length > 0) {
    return full.map(([, scheme, rest]) =>
      page(scheme?.toLowerCase() === 'https' ? 'https' : 'http', expanded(rest ?? '', env)),
    );
  }
  // wget and curl take a URL without its scheme.
  const bare = /\b(?:wget|curl)\s(?:.*\s)?((?:[\w-]+|[\d.]+):[\w${}:-]+(?:\/[^\s'"|;&)]*)?)/.exec(
    line,
  );
  return bare ? [page('http', expanded(bare[1] ?? '', env))] : [];
};

const tcp = (
  host: string | undefined,
  port: string | undefined,
  env: Env,
): CheckedUrl | undefined => {
  const [at, number] = [expanded(host ?? '', env), expanded(port ?? '', env)];
  if (!at || !number || !/^\d{1,5}$/.test(number)) return undefined;
  return { scheme: 'tcp', host: at, port: Number(number), path: '' };
};

/** Clients that know their server's address without being told. */
const ownClients = [
  { client: /(?:^|[\s/])redis-cli\s/, port: /\s-p\s*(\S+)/, otherwise: '6379' },
  // Without a host it asks through a socket file, which is no port.
  {
    client: /(?:^|[\s/])pg_isready\s(?:.*\s)?(?:-h|--host)[\s=]/,
    port: /\s-p\s*(\S+)/,
    otherwise: '5432',
  },
] as const;

const hostOption = /\s(?:-h\s*|--host[\s=])([^\s/]\S*)/;

const dialed = (line: string, env: Env): readonly (CheckedUrl | undefined)[] => {
  const nc = /(?:^|[\s/])nc\s+(?:-\w+\s+(?:\d+\s+)?)*([\w.:[\]${}-]+)\s+([\w${}:-]+)/.exec(line);
  const file = /\/dev\/tcp\/([^/\s]+)\/([^\s'")]+)/.exec(line);
  const own = ownClients.find(({ client }) => client.test(`${line} `));
  const host = hostOption.exec(line)?.[1];
  return [
    ...(nc ? [tcp(nc[1], nc[2], env)] : []),
    ...(file ? [tcp(file[1], file[2], env)] : []),
    ...(own ? [tcp(host ?? '127.0.0.1', own.port.exec(line)?.[1] ?? own.otherwise, env)] : []),
  ];
};

/** The one thing that the line asks; none where it asks several, or cannot be read. */
export const urlIn = (line: string, env: Env): CheckedUrl | undefined => {
  const asked = pages(line, env);
  const all = asked.length > 0 ? asked : dialed(line, env);
  const [first] = all;
  const isOne = all.every((url) => JSON.stringify(url) === JSON.stringify(first));
  return isOne ? first : undefined;
};
