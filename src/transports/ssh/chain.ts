import type { SshFailure, SshSpec, SshSurroundings } from '../ssh-target.ts';
import { algorithmsFor } from './algorithms.ts';
import { sshConfig, type SshConfig } from './config.ts';
import { hostFailure } from './failures.ts';
import { namesOf, type Known } from './host-key.ts';
import { identitiesOf } from './identities.ts';
import { knownKeys } from './known-hosts.ts';
import type { Stop } from './ssh2-hop.ts';

/** The hosts on the way and the one at its end, and why ssh itself should go it. */
export type Chain =
  | {
      readonly ok: true;
      readonly stops: readonly Stop[];
      /** What ssh2 cannot follow at all. */
      readonly mustBeSsh: readonly string[];
      /** What is here for ssh alone; without it there may be another way in. */
      readonly betterSsh: readonly string[];
    }
  | { readonly ok: false; readonly failure: SshFailure };

const longest = 8;

/**
 * Every host of the way by its own part of ssh_config, as ssh does it: the first hop may have a
 * ProxyJump of its own, the others are reached through the one before.
 */
export const chainTo = async (spec: SshSpec, surroundings: SshSurroundings): Promise<Chain> => {
  const configs = await configsTo(spec, surroundings, []);
  if (typeof configs === 'string') return failed(configs);
  const stops: Stop[] = [];
  const [mustBeSsh, betterSsh]: [string[], string[]] = [[], []];
  for (const config of configs) {
    const [name = '', ...others] = namesOf(config);
    const files = [...config.userKnownHosts, ...config.globalKnownHosts];
    const here = await knownKeys(files, name);
    if (!here.ok) return failed(here.problem);
    const there = await knownKeys(others.length > 0 ? files : [], others[0] ?? '');
    if (!there.ok) return failed(there.problem);
    const known: Known = { name, keys: here.keys, elsewhere: there.keys };
    const identities = await identitiesOf(config);
    const authority = [...here.keys, ...there.keys].find(({ marker }) => marker === 'authority');
    const chosen = algorithmsFor(config, known.keys);
    mustBeSsh.push(...config.asksSsh, ...(chosen.ok ? [] : [chosen.directive]));
    betterSsh.push(...identities.asksSsh);
    if (authority !== undefined) betterSsh.push(`@cert-authority (${authority.place})`);
    stops.push({ config, known, identities });
  }
  return { ok: true, stops, mustBeSsh, betterSsh };
};

const failed = (problem: string): Chain => ({
  ok: false,
  failure: hostFailure('config', `${problem}.`, 'Mend that, then connect again.'),
});

/** The words of what is wrong, or the configurations from the first hop to the host itself. */
const configsTo = async (
  spec: SshSpec,
  surroundings: SshSurroundings,
  passed: readonly string[],
): Promise<SshConfig[] | string> => {
  const read = await sshConfig(spec, surroundings);
  if (!read.ok) return read.problem;
  const { config } = read;
  const place = `${config.user}@${config.hostName}:${config.port}`;
  if (passed.includes(place) || passed.length >= longest) {
    return `ProxyJump leads back to ${place}, which is on the way already`;
  }
  const before: SshConfig[] = [];
  for (const [index, next] of config.hops.entries()) {
    const way = [...passed, place];
    const found = await configsTo(next, surroundings, way);
    if (typeof found === 'string') return found;
    before.push(...(index === 0 ? found : found.slice(-1)));
  }
  return [...before, config];
};
