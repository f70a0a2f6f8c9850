import { z } from 'zod';
import { noBlast, type Blast, type PlanContext } from '../../core/action.ts';
import { aptPlan, restartsEngine, type PackagePlan } from '../../formats/package-plan.ts';
import { getJson, refused, type Read } from '../../probes/reading/container.ts';
import { failure } from './call-schemas.ts';

export const packageArgs = z.object({
  packages: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, 'must be the name of a package'))
    .min(1),
});

/** Its caches are not written, and its lock is not asked for: to plan is to look. */
const quiet = [
  ...['-o', 'Dir::Cache::pkgcache=', '-o', 'Dir::Cache::srcpkgcache='],
  ...['-o', 'Debug::NoLocking=1', '--no-install-recommends'],
];

export const aptArgv = (verb: 'install' | 'purge', packages: readonly string[]) =>
  ['apt-get', '-y', '-q', '--no-install-recommends', verb, ...packages] as const;

/** What apt would do; the lists that it has are taken as they are. */
export const simulated = async (
  context: PlanContext,
  verb: 'install' | 'purge',
  packages: readonly string[],
): Promise<Read<PackagePlan>> => {
  const argv = ['apt-get', '-s', ...quiet, verb, ...packages];
  const reply = await context.send({ kind: 'exec', argv, timeoutMs: 60_000 });
  if (!reply.ok) return refused(reply.failure);
  if (reply.exit === 0) {
    return { ok: true, value: aptPlan(new TextDecoder().decode(reply.stdout)) };
  }
  const said = new TextDecoder().decode(reply.stderr).trim().split('\n').join(' · ');
  const missing = /Unable to locate package|has no installation candidate/.test(said);
  const words = missing
    ? `${said}. apt knows it from none of its sources: its lists may be old (apt-get update), or the source is missing.`
    : said;
  return refused(failure(packages.join(' '), words, missing ? 'not-found' : 'unreadable'));
};

export const packageState = (packages: readonly string[]): string =>
  `packages:${packages.join(' ')}`;

export const planLines = ({ installs, upgrades, removes }: PackagePlan): readonly string[] => [
  ...installs.map((each) => `new: ${each}`),
  ...upgrades.map((each) => `another version: ${each}`),
  ...removes.map((each) => `removed: ${each}`),
];

const info = z.object({ LiveRestoreEnabled: z.boolean().default(false) });
const listed = z.array(z.object({ Names: z.array(z.string()) }));

export type Felt = {
  readonly blast: Blast;
  readonly shows: readonly string[];
  readonly mayCutLink?: string;
};

/** Whether the engine starts anew, and which containers stop with it. */
export const feltBy = async (context: PlanContext, plan: PackagePlan): Promise<Felt> => {
  if (!restartsEngine(plan)) return { blast: noBlast, shows: [] };
  const [about, running] = await Promise.all([
    getJson(context, '/info', { fresh: true }),
    getJson(context, '/containers/json', { fresh: true }),
  ]);
  const isLive = about.ok && info.safeParse(about.value).data?.LiveRestoreEnabled === true;
  const mayCutLink = 'the Docker Engine starts anew, and with it whatever carries this connection';
  if (isLive) {
    const shows = ['The Docker Engine starts anew; by live-restore the containers go on running.'];
    return { blast: noBlast, shows, mayCutLink };
  }
  const names = running.ok ? (listed.safeParse(running.value).data ?? []) : undefined;
  const restarts = (names ?? []).map(({ Names: [name = ''] }) => name.replace(/^\//, '')).sort();
  const who = names === undefined ? 'which containers run could not be seen' : 'all of them stop';
  return {
    blast: { ...noBlast, restarts, downtime: 'until the engine is back and has started them' },
    shows: [
      `The Docker Engine starts anew, without live-restore: ${who}. Those without a restart policy stay stopped.`,
    ],
    mayCutLink,
  };
};
