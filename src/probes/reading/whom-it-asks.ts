import type { CheckedUrl } from '../../formats/checked-url.ts';
import type { HealthTest } from '../../formats/health-test.ts';
import type { HealthWords } from '../../formats/health-words.ts';
import { composeOf, type Inspected } from '../../formats/inspect.ts';

/** One of a container's own addresses; which loopback a name meant only words of a run can tell. */
export type OwnAddress = 'loopback' | 'loopback-4' | 'loopback-6' | 'own';

export type Asked =
  | {
      readonly own: true;
      readonly url: CheckedUrl;
      readonly asks: OwnAddress;
      /** The port of the host that leads there. */
      readonly published?: number;
    }
  | { readonly own: false };

const addressOf = (host: string, words: HealthWords | undefined): OwnAddress | undefined => {
  if (/^(?:127\.|0\.0\.0\.0$)/.test(host)) return 'loopback-4';
  if (/^\[(?:::1?|0:0:0:0:0:0:0:1)\]$/.test(host) || host === 'ip6-localhost') return 'loopback-6';
  if (host !== 'localhost') return undefined;
  switch (words?.family) {
    case 'IPv4':
      return 'loopback-4';
    case 'IPv6':
      return 'loopback-6';
    case undefined:
      return 'loopback';
  }
};

const namesOf = (seen: Inspected): ReadonlySet<string> => {
  const networks = Object.values(seen.NetworkSettings.Networks);
  return new Set([
    seen.Config.Hostname,
    seen.Name,
    seen.Id.slice(0, 12),
    composeOf(seen).service ?? '',
    ...networks.flatMap(({ Aliases, IPAddress, GlobalIPv6Address }) => [
      ...Aliases,
      IPAddress,
      GlobalIPv6Address && `[${GlobalIPv6Address}]`,
    ]),
  ]);
};

/** Does a check ask its own container, and at which address? */
export const whomItAsks = (
  seen: Inspected,
  { url }: HealthTest,
  words: HealthWords | undefined,
): Asked => {
  if (!url || url.host === '') return { own: false };
  const asks = addressOf(url.host, words) ?? (namesOf(seen).has(url.host) ? 'own' : undefined);
  if (!asks) return { own: false };
  const [bound] = seen.NetworkSettings.Ports?.[`${url.port}/tcp`] ?? [];
  return { own: true, url, asks, ...(bound && { published: Number(bound.HostPort) }) };
};
