import {
  conditionsOf,
  externalNames,
  replicasOf,
  type ComposeConfig,
  type Condition,
} from './compose-config.ts';

/** Why a declared service has no container that runs, from what is declared and what is there. */

export const serviceVerdicts = [
  'running',
  'not-in-project',
  'scaled-to-zero',
  'profile-inactive',
  'port-taken',
  'dependency-unhealthy',
  'dependency-failed',
  'resource-missing',
  'name-conflict',
  // It has a container that does not run, for none of these reasons.
  'exists',
  'none',
] as const;
export type ServiceVerdict = (typeof serviceVerdicts)[number];

export type Member = {
  readonly name: string;
  readonly state: string;
  readonly health?: string;
  readonly exit: number;
  /** The engine's words where it could not start it. */
  readonly error: string;
};

export type ServiceFacts = {
  readonly service: string;
  readonly config: ComposeConfig;
  readonly active: readonly string[];
  /** The containers of a service. */
  members(service: string): readonly Member[];
  /** Names of containers that are not this service's. */
  readonly others: readonly string[];
  /** The name that Compose gives its first container. */
  readonly usual: string;
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
};

export type ServiceState = {
  readonly verdict: ServiceVerdict;
  readonly why: string;
  readonly container?: string;
  /** What it waits for. */
  readonly dependency?: string;
  readonly profiles?: readonly string[];
};

/** `wait`: it is on its way, which is no verdict. */
export type Judged = ServiceState | { readonly verdict: 'wait'; readonly why: string };

export const serviceState = (facts: ServiceFacts): Judged => {
  const { service, config, active } = facts;
  const own = facts.members(service);
  const up = own.find(({ state }) => state === 'running');
  if (up) return { verdict: 'running', container: up.name, why: `${up.name} is running` };
  const declared = config.services[service];
  if (!declared) {
    const names = Object.keys(config.services).toSorted().join(', ');
    return { verdict: 'not-in-project', why: `its files declare ${names}, and no ${service}` };
  }
  if (replicasOf(declared) === 0) {
    return { verdict: 'scaled-to-zero', why: `${service} is declared with 0 containers` };
  }
  const profiles = declared.profiles ?? [];
  if (profiles.length > 0 && !active.includes(service)) {
    const why = `${service} belongs to ${profiles.join(', ')}, and no such profile is active`;
    return { verdict: 'profile-inactive', profiles, why };
  }
  const [member] = own;
  const about = member && { container: member.name };
  if (member && portTaken.test(member.error)) {
    return { ...about, verdict: 'port-taken', why: member.error };
  }
  const tried = member !== undefined && (member.state !== 'created' || member.error !== '');
  if (!tried) {
    const waits = waitsFor(facts);
    if (waits) return waits.verdict === 'wait' ? waits : { ...waits, ...about };
  }
  if (member) {
    return { ...about, verdict: 'exists', why: `${member.name} is ${member.state}` };
  }
  const missing = [
    ...absent('network', externalNames(config.networks), facts.networks),
    ...absent('volume', externalNames(config.volumes), facts.volumes),
  ];
  if (missing.length > 0) {
    return {
      verdict: 'resource-missing',
      why: `declared as external, and not there: ${missing.join(', ')}`,
    };
  }
  const name = declared.container_name ?? facts.usual;
  if (facts.others.includes(name)) {
    return { verdict: 'name-conflict', container: name, why: `${name} is another container` };
  }
  return { verdict: 'none', why: `no container belongs to ${service}` };
};

const portTaken = /port is already allocated|address already in use/;

const absent = (
  kind: string,
  wanted: readonly string[],
  there: readonly string[],
): readonly string[] =>
  wanted.filter((name) => !there.includes(name)).map((name) => `${kind} ${name}`);

const waitsFor = (facts: ServiceFacts): Judged | undefined => {
  const declared = facts.config.services[facts.service];
  if (!declared) return undefined;
  for (const [dependency, condition] of conditionsOf(declared)) {
    const [member] = facts.members(dependency);
    const judged = member && judgeDependency(dependency, condition, member);
    if (judged) return judged;
  }
  return undefined;
};

const judgeDependency = (
  dependency: string,
  condition: Condition,
  { name, state, health, exit }: Member,
): Judged | undefined => {
  if (condition === 'healthy' && !(state === 'running' && health === 'healthy')) {
    if (state === 'running' && health === 'starting') {
      return { verdict: 'wait', why: `${name}, for which it waits, is starting` };
    }
    const why = `it waits until ${name} is healthy, and that is ${state === 'running' ? (health ?? 'never checked') : `${state} (${exit})`}`;
    return { verdict: 'dependency-unhealthy', dependency: name, why };
  }
  if (condition === 'completed') {
    if (state === 'running')
      return { verdict: 'wait', why: `${name}, for which it waits, is at work` };
    if (state === 'exited' && exit === 0) return undefined;
    const why = `it waits until ${dependency} has done its work, and ${name} is ${state} (${exit})`;
    return { verdict: 'dependency-failed', dependency: name, why };
  }
  return undefined;
};
