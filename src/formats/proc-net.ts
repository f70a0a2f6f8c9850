/** `/proc/PID/net/tcp` and `tcp6`: the sockets of a container's network, without ss or netstat. */

export type Socket = {
  /** Dotted, or IPv6 in groups: `0.0.0.0`, `::`, `127.0.0.1`. */
  readonly address: string;
  readonly port: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly state: 'listen' | 'established' | 'other';
  readonly inode: string;
  /** Of a listening socket: connections that wait for the program to take them. */
  readonly waiting: number;
};

// Each group of four bytes is a word in the host's byte order; every engine's host is little-endian.
const bytesOf = (hex: string): readonly number[] =>
  (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).toReversed(),
  );

const mappedPrefix = '00000000000000000000ffff';

const addressOf = (hex: string): string => {
  const bytes = bytesOf(hex);
  if (bytes.length === 4) return bytes.join('.');
  const plain = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (plain.startsWith(mappedPrefix)) return bytes.slice(12).join('.');
  const groups = (plain.match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16));
  return shortened(groups);
};

/** The longest run of zero groups is written as `::`. */
const shortened = (groups: readonly number[]): string => {
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = text.match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? [];
  const longest = runs.reduce((a, b) => (b.length > a.length ? b : a), '');
  return longest === ''
    ? text
    : text
        .replace(longest, ':')
        .replace(/^:(?!:)|:$/, '::')
        .replace(/:{3,}/, '::');
};

const states: Readonly<Record<string, Socket['state']>> = { '0A': 'listen', '01': 'established' };

export const socketsIn = (table: string): readonly Socket[] =>
  table
    .split('\n')
    .slice(1)
    .flatMap((line): Socket[] => {
      const [, local, remote, state, queues, , , , , inode] = line.trim().split(/\s+/);
      const [address, port] = (local ?? '').split(':');
      const [remoteAddress, remotePort] = (remote ?? '').split(':');
      if (!address || !port || !remoteAddress || !remotePort || !state) return [];
      return [
        {
          address: addressOf(address),
          port: Number.parseInt(port, 16),
          remoteAddress: addressOf(remoteAddress),
          remotePort: Number.parseInt(remotePort, 16),
          state: states[state] ?? 'other',
          inode: inode ?? '',
          waiting: Number.parseInt(queues?.split(':')[1] ?? '0', 16) || 0,
        },
      ];
    });

export const isLoopback = (address: string): boolean =>
  address === '::1' || address.startsWith('127.');

export const isAny = (address: string): boolean => address === '0.0.0.0' || address === '::';
