import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { askLease } from './reading/lease.ts';
import { openFiles, type Holding, type OpenFiles } from './reading/open-files.ts';
import { findPlace } from './reading/place.ts';
import { describeProcess, processWords } from './reading/processes.ts';
import { soughtOf, type Named } from './reading/sought.ts';

const refusals = ['executing', 'writing', 'unknown'] as const;
const verdicts = ['writer', 'mapped', 'running', 'out-of-sight', 'nobody', 'unseen'] as const;

export const fileWriters = defineProbe({
  name: 'file.writers',
  doc: 'Looks through /proc for who holds a file open for writing, maps it, or runs it.',
  args: z.object({
    file: z.string(),
    container: z.string().optional(),
    busy: z.boolean().optional().describe('What the lease said, if it could be asked'),
    refused: z.enum(refusals).describe('What the complaint was about'),
  }),
  data: z.object({
    verdict: z
      .enum(verdicts)
      .describe(
        '`out-of-sight`: busy, and nobody in view; `unseen`: nobody in view, and the view is not whole',
      ),
    refused: z.enum(refusals).describe('As it was given'),
    held: z.string().describe('The file that is held: it, or the interpreter of the script'),
    who: z.string().describe('The first holder in words; empty where there is none'),
    pid: z.number().optional(),
    since: z.string().optional().describe('When that process was started, RFC 3339'),
    holders: z.number(),
    processes: z.number(),
    unseen: z.number().describe('Processes that could not be looked into'),
    excerpt: z.string(),
  }),
  missing: 'there is no such file, or no such container',
  run: async ({ file, container, busy, refused }, context) => {
    const place = await findPlace(context, file, container);
    if (!place.ok) return place.failure;
    const { path, host } = place.value;
    if (host.kind === 'hidden') return host.failure;
    const files = await soughtOf(context, place.value);
    let view = await openFiles(context, files);
    if (!view.ok) return view.failure;
    let isBusy = busy;
    if (busy === true && !writing(view.value)) {
      // The writer may have let go between the two looks: only a second refusal proves it hidden.
      isBusy = await stillBusy(context, files);
      if (isBusy === true) view = await openFiles(context, files);
      if (!view.ok) return view.failure;
    }
    const { holdings, processes, unseen, limits } = view.value;
    const verdict = judge(view.value, { busy: isBusy, refused, path });
    const shown = holdings.filter(({ how }) => how === asHeld[verdict]);
    const holders = await Promise.all(shown.slice(0, 5).map((each) => shownHolder(context, each)));
    const [first] = shown;
    return found({
      verdict,
      refused,
      held: files.find((sought) => sought === first?.file)?.name ?? path,
      who: holders[0]?.who ?? '',
      ...(first && { pid: first.pid }),
      ...(holders[0]?.since !== undefined && { since: holders[0].since }),
      holders: shown.length,
      processes,
      unseen,
      excerpt: [...holders.map(({ line }) => line), sight(view.value, isBusy), ...limits].join(
        '\n',
      ),
    });
  },
});

type Verdict = (typeof verdicts)[number];

const asHeld: Readonly<Record<Verdict, Holding['how'] | undefined>> = {
  writer: 'writes',
  mapped: 'maps',
  running: 'runs',
  'out-of-sight': undefined,
  nobody: undefined,
  unseen: undefined,
};

const writing = ({ holdings }: OpenFiles): boolean => holdings.some(({ how }) => how !== 'runs');

type Asked = {
  readonly busy: boolean | undefined;
  readonly refused: (typeof refusals)[number];
  readonly path: string;
};

const judge = (view: OpenFiles, { busy, refused, path }: Asked): Verdict => {
  const { holdings } = view;
  if (holdings.some(({ how }) => how === 'writes')) return 'writer';
  if (holdings.some(({ how }) => how === 'maps')) return 'mapped';
  if (busy === true) return 'out-of-sight';
  // An interpreter that runs is what it is for; and a program that runs can be executed once more.
  if (refused === 'executing') return whole(view, busy);
  const runs = holdings.some(({ how, file }) => how === 'runs' && (file as Named).name === path);
  if (runs) return 'running';
  return whole(view, busy);
};

/** Nobody in view is nobody at all where the kernel says so, or where nothing is out of view. */
const whole = ({ unseen, limits }: OpenFiles, busy: boolean | undefined): Verdict =>
  busy === false || (unseen === 0 && limits.length === 0) ? 'nobody' : 'unseen';

const stillBusy = async (
  context: Context,
  files: readonly Named[],
): Promise<boolean | undefined> => {
  const leases = await Promise.all(files.map(({ path }) => askLease(context, path, true)));
  if (leases.some((lease) => lease.ok && lease.value.busy)) return true;
  return leases[0]?.ok ? false : undefined;
};

const doing: Readonly<Record<Holding['how'], string>> = {
  writes: 'has it open for writing',
  maps: 'has it mapped for writing',
  runs: 'runs it',
};

type Holder = { readonly who: string; readonly line: string; readonly since?: string };

const shownHolder = async (
  context: Context,
  { pid, how, file, through }: Holding,
): Promise<Holder> => {
  const seen = await describeProcess(context, pid);
  const who = processWords(seen);
  const { since } = seen;
  return {
    who,
    line: `${(file as Named).name}: ${who} ${doing[how]} (${through})`,
    ...(since !== undefined && { since }),
  };
};

const sight = ({ processes, unseen }: OpenFiles, busy: boolean | undefined): string =>
  [
    `${processes} processes looked at`,
    ...(unseen === 0 ? [] : [`${unseen} of them could not be looked into`]),
    ...(busy === undefined ? [] : [`the kernel says the file is ${busy ? 'busy' : 'free'}`]),
  ].join('; ');
