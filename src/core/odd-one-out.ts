import type { ContainerSeen, Overview } from './overview.ts';
import type { TargetId, TargetState } from './session.ts';

/** A fact in which one target differs from nearly all the others. */
export type Odd = {
  readonly target: TargetId;
  /** `docker`, `image of shop/api`. */
  readonly what: string;
  readonly value: string;
  /** What the others have. */
  readonly usual: string;
  /** How many have that. */
  readonly others: number;
};

/** Facts by name; one that was not seen is not among them, one that is not there is `absent`. */
type Facts = ReadonlyMap<string, string>;

/** Of those that were seen, so many must agree before another is odd. */
const share = 2 / 3;

const absent = 'absent';

/**
 * Where one target differs from the rest. Two that differ are only different; three or more of
 * which most agree show which one is odd. What could not be seen makes nobody odd.
 */
export const oddOnesOut = (targets: readonly TargetState[]): readonly Odd[] => {
  const seen = targets.flatMap(({ id, overview }) =>
    overview?.engine ? [{ id, facts: factsOf(overview) }] : [],
  );
  const names = [...new Set(seen.flatMap(({ facts }) => [...facts.keys()]))];
  return names
    .flatMap((what): readonly Odd[] => {
      const values = seen.flatMap(({ id, facts }) => {
        const value = facts.get(what) ?? (isOfService(what) ? absent : undefined);
        return value === undefined ? [] : [{ id, value }];
      });
      const usual = most(values.map(({ value }) => value));
      const { value: common, count: others } = usual;
      if (others < 2 || others / values.length < share) return [];
      return values
        .filter(({ value }) => value !== common)
        .map(({ id, value }) => ({ target: id, what, value, usual: common, others }));
    })
    .filter((odd, _, all) => !isImplied(odd, all))
    .toSorted((a, b) => rank(a) - rank(b) || order(a.what, b.what) || order(a.target, b.target));
};

const factsOf = ({ engine, containers, at }: Overview): Facts => {
  const facts = new Map<string, string>();
  const add = (what: string, value: string | undefined): void => {
    if (value !== undefined && value !== '' && value !== '?') facts.set(what, value);
  };
  add('docker', engine?.version);
  add('compose', engine?.compose);
  add('system', engine?.host);
  add('kernel', engine?.kernel);
  const services = Map.groupBy(containers, serviceOf);
  for (const [service, members] of services) {
    add(
      `state of ${service}`,
      together(members, ({ state }) => state),
    );
    add(
      `health of ${service}`,
      together(members, ({ health }) => health ?? 'no check'),
    );
    add(
      `image of ${service}`,
      together(members, ({ image }) => image),
    );
    add(
      `content of ${service}`,
      together(members, ({ imageId }) => imageId?.slice(0, 19)),
    );
    add(
      `restarts of ${service}`,
      together(members, (seen) => restartsOf(seen, at)),
    );
    add(
      `folder of ${service}`,
      together(members, ({ folder }) => folder),
    );
    add(
      `compose of ${service}`,
      together(members, ({ composedBy }) => composedBy),
    );
    add(
      `definition of ${service}`,
      together(members, ({ definition }) => definition),
    );
  }
  return facts;
};

/** So many ends within an hour are no single mishap. */
const often = 3;

/** Only what is grossly other: often within an hour, or long after it was made. */
const restartsOf = (
  { deaths, upSeconds, created }: ContainerSeen,
  at: string | undefined,
): string | undefined => {
  if (deaths !== undefined && deaths >= often) return 'often within the last hour';
  if (upSeconds === undefined) return undefined;
  const age = Date.parse(at ?? '') / 1000 - created;
  if (Number.isNaN(age)) return undefined;
  return age > 600 && upSeconds < age / 10 ? 'started again since it was made' : 'none seen';
};

const serviceOf = ({ project, service, container }: ContainerSeen): string =>
  project === undefined || service === undefined ? container : `${project}/${service}`;

/** What several containers of one service have, each value once; undefined: one was not seen. */
const together = (
  members: readonly ContainerSeen[],
  valueOf: (seen: ContainerSeen) => string | undefined,
): string | undefined => {
  const values = members.map(valueOf);
  if (values.includes(undefined)) return undefined;
  return [...new Set(values)].sort().join(', ');
};

const kinds = [
  'state of ',
  'health of ',
  'restarts of ',
  'image of ',
  'content of ',
  'definition of ',
  'folder of ',
  'compose of ',
] as const;

const isOfService = (what: string): boolean => kinds.some((kind) => what.startsWith(kind));

/** A service that is not there has no health and no image either: said once, by its state. */
const isImplied = ({ what, value, usual, target }: Odd, all: readonly Odd[]): boolean => {
  const has = (kind: string, test: (odd: Odd) => boolean): boolean =>
    all.some((odd) => odd.target === target && odd.what === kind + nameOf(what) && test(odd));
  if (!isOfService(what) || what.startsWith('state of ')) return false;
  if (value === absent || usual === absent) return true;
  // Another image has another content.
  if (what.startsWith('content of ')) return has('image of ', () => true);
  if (!what.startsWith('definition of ')) return false;
  // Image and paths are part of it, and each version of Compose makes another mark of the same.
  return ['image of ', 'folder of ', 'compose of '].some((kind) => has(kind, () => true));
};

const nameOf = (what: string): string => what.replace(/^.*? of /, '');

/** What keeps a service from serving comes first. */
const rank = ({ what }: Odd): number => {
  const place = kinds.findIndex((kind) => what.startsWith(kind));
  return place < 0 ? kinds.length : place;
};

const most = (values: readonly string[]): { readonly value: string; readonly count: number } => {
  const counts = [...Map.groupBy(values, (value) => value)].map(([value, all]) => ({
    value,
    count: all.length,
  }));
  const [first] = counts.toSorted((a, b) => b.count - a.count || order(a.value, b.value));
  return first ?? { value: '', count: 0 };
};

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `docker 20.10.24, 4 others have 26.1.5`. */
export const oddWords = ({ what, value, usual, others }: Odd): string =>
  what.startsWith('definition of ')
    ? `${what}: limits, environment or the like are other than on ${others} others`
    : `${what}: ${value}, where ${others} others have ${usual}`;
