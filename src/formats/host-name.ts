/** A host as a person names it, on a command line or in a list. */
export type HostNamed = {
  /** A name, an address, or an alias of ssh_config. */
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** What it is called, where that is not how it is reached. */
  readonly name?: string;
  /** No link is needed: it is the machine that we run on. */
  readonly local?: true;
};

/** What is wrong with a text, and in which of its lines. */
export type ListFault = { readonly line: number; readonly words: string };

export type HostsRead =
  | { readonly ok: true; readonly hosts: readonly HostNamed[] }
  | { readonly ok: false; readonly fault: ListFault };

export type HostRead =
  { readonly ok: true; readonly host: HostNamed } | { readonly ok: false; readonly words: string };

const wanted = 'it is written [user@]host[:port], an IPv6 address in brackets';

/**
 * `[user@]host[:port]`. Of several colons none separates a port: that is an IPv6 address. A name
 * may not begin with a dash, which the ssh command would take for an option.
 */
export const hostNamed = (text: string): HostRead => {
  const parts =
    /^(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:@[\]\s]+)|([0-9a-f.]*:[0-9a-f:.]*:[0-9a-f:.]*(?:%\w+)?))(?::([^:]*))?$/i.exec(
      text,
    );
  const [, user, bracketed, name, address, portText] = parts ?? [];
  const host = bracketed ?? name ?? address;
  if (host === undefined) return { ok: false, words: `\`${text}\` is no host: ${wanted}` };
  if (!/^[\w][\w.:%~+-]*$/.test(host) && !/^::/.test(host)) {
    return { ok: false, words: `\`${host}\` is no name of a host: ${wanted}` };
  }
  if (user?.startsWith('-')) return { ok: false, words: `\`${user}\` is no name of a user` };
  const port = portText === undefined ? undefined : portOf(portText);
  if (portText !== undefined && port === undefined) {
    return { ok: false, words: `\`${portText}\` is no port: it is a number from 1 to 65535` };
  }
  return {
    ok: true,
    host: { host, ...(user !== undefined && { user }), ...(port !== undefined && { port }) },
  };
};

export const portOf = (text: string): number | undefined => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
};
