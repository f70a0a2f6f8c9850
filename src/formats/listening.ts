import { isAny, isLoopback } from './proc-net.ts';

/** A listening socket, as far as who can reach it. */
export type Heard = {
  readonly address: string;
  readonly port: number;
  readonly family: 'IPv4' | 'IPv6';
};

/** Whom a client asks: a loopback of the container itself, or an address that others ask too. */
export type Whom = 'loopback' | 'loopback-4' | 'loopback-6' | 'own';

/** `[::]` takes IPv4 too, unless a program forbids it; 0.0.0.0 never takes IPv6. */
export const hears = ({ address, family }: Heard, whom: Whom | undefined): boolean => {
  switch (whom) {
    case undefined:
      return true;
    case 'loopback':
      return isAny(address) || isLoopback(address);
    case 'loopback-4':
      return family === 'IPv4' ? isAny(address) || isLoopback(address) : isAny(address);
    case 'loopback-6':
      return family === 'IPv6' && (isAny(address) || isLoopback(address));
    case 'own':
      return !isLoopback(address);
  }
};

/** Why nobody hears it, although the port is open. */
export const deafness = (
  listeners: readonly Heard[],
  whom: Whom | undefined,
): 'other-family' | 'other-address' | 'loopback-only' | undefined => {
  if (listeners.some((listener) => hears(listener, whom))) return undefined;
  if (whom === 'own') return 'loopback-only';
  const onLoopback = listeners.some(({ address }) => isAny(address) || isLoopback(address));
  return onLoopback ? 'other-family' : 'other-address';
};

export const listeningAt = ({ address, port, family }: Heard): string =>
  family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
