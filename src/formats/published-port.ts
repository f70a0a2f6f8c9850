import type { Inspected } from './inspect.ts';

const everywhere = ['', '0.0.0.0', '::'];

/** The address of this host that a script means; `localhost` may be either of two. */
const meant = (host: string): readonly string[] => {
  if (host === 'localhost') return ['127.0.0.1', '::1'];
  return host === '0.0.0.0' ? ['127.0.0.1'] : [host.replace(/^\[|\]$/g, '')];
};

const bindingsOf = ({ NetworkSettings: { Ports } }: Inspected) =>
  Object.entries(Ports ?? {}).flatMap(([port, bindings]) =>
    port.endsWith('/udp') ? [] : (bindings ?? []),
  );

export const publishesAny = (seen: Inspected): boolean => bindingsOf(seen).length > 0;

/**
 * The address at which a container publishes this port for whoever asks the host so. A port that is
 * published at another address of the host may belong to another program here.
 */
export const publishedAt = (seen: Inspected, host: string, port: number): string | undefined =>
  meant(host).find((address) =>
    bindingsOf(seen).some(
      ({ HostIp, HostPort }) =>
        HostPort === String(port) && (HostIp === address || everywhere.includes(HostIp)),
    ),
  );

/** Where a script that asks the host so comes to, whoever is there. */
export const addressMeant = (host: string): string => meant(host)[0] ?? host;
