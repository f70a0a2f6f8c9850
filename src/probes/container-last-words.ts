import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { envOf, type Inspected } from '../formats/inspect.ts';
import { complaintsOf, isConfiguration, standsIn, type Complaint } from '../formats/last-words.ts';
import { joined, nameOf } from '../formats/paths.ts';
import { inspectContainer, type Read } from './reading/container.ts';
import { orAbsent, statFile } from './reading/file-stat.ts';
import { readLog, type LineRead } from './reading/log.ts';

const verdicts = [
  'not-executed',
  'folder-for-file',
  'argument',
  'variable',
  'file',
  'refused',
  'name-unknown',
] as const;

/** What stands further up was said by an earlier attempt, or long before the end. */
const lastLines = 40;
const shownLines = 12;
/** The engine notes a start when the program runs already, and a line a little after it was said. */
const slackMs = 2000;

export const containerLastWords = defineProbe({
  name: 'container.last-words',
  doc: 'Reads what a container said before it ended last, and holds it against its command, its settings and its files.',
  args: z.object({
    container: z.string(),
    since: z.string().optional().describe('Begin of that attempt, RFC 3339'),
    until: z.string().optional().describe('Its end'),
  }),
  data: z.object({
    verdict: z
      .enum(verdicts)
      .describe(
        'What its words complain of, and what was seen to be so: `argument` stands in its command, `variable` is not set, `file` is not there, `folder-for-file` is a folder mounted there; `refused` and `name-unknown` are not looked at yet',
      ),
    word: z.string().describe('The argument, variable, path or host'),
    port: z.number().describe('Of `refused`; else 0'),
    line: z.string().describe('The line that says so'),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container, since, until }, context) => {
    const inspected = await inspectContainer(context, container);
    if (!inspected.ok) return inspected.failure;
    const log = await readLog(context, inspected.value.Id, {
      ...(since !== undefined && { since: new Date(Date.parse(since) - slackMs).toISOString() }),
      tailLines: 200,
      fresh: true,
    });
    if (!log.ok) return log.failure;
    const end = until === undefined ? Infinity : Date.parse(until) + slackMs;
    const lines = log.value.lines
      .filter(({ at }) => at === undefined || Date.parse(at) <= end)
      .slice(-lastLines);
    const said = await firstProven(context, inspected.value, lines);
    if (!said.ok) return said.failure;
    const shown = lines.slice(-shownLines).map(({ text }) => text);
    const { value } = said;
    if (!value) {
      // Words that are not understood rule nothing out.
      const last = shown.findLast((line) => line.trim() !== '');
      const detail =
        last === undefined
          ? 'it said nothing before it ended'
          : `its last words tell no reason that is known here: ${last}`;
      return { outcome: 'unreadable', subject: `log of ${container}`, detail };
    }
    const { verdict, word, port = 0, line } = value;
    return found({
      ...{ verdict, word, port, line },
      excerpt: [...(shown.includes(line) ? [] : [line, '…']), ...shown, `→ ${value.seen}`].join(
        '\n',
      ),
    });
  },
});

type Proven = {
  readonly verdict: (typeof verdicts)[number];
  readonly word: string;
  readonly port?: number;
  readonly line: string;
  /** What was looked at besides the words. */
  readonly seen: string;
};

/** The last complaint that is so. One that is not so is no cause, whatever its words say. */
const firstProven = async (
  context: Context,
  seen: Inspected,
  lines: readonly LineRead[],
): Promise<Read<Proven | undefined>> => {
  for (const complaint of complaintsOf(lines.map(({ text }) => text))) {
    const read = await proven(context, seen, complaint);
    if (!read.ok || read.value) return read;
  }
  return { ok: true, value: undefined };
};

const nothing = { ok: true, value: undefined } as const;

const proven = async (
  context: Context,
  seen: Inspected,
  complaint: Complaint,
): Promise<Read<Proven | undefined>> => {
  const { word, line } = complaint;
  const is = (verdict: Proven['verdict'], words: string, about = word) => ({
    ok: true as const,
    value: { verdict, word: about, line, seen: words },
  });
  switch (complaint.about) {
    case 'argument':
      return standsIn(word, [seen.Path, ...seen.Args])
        ? is('argument', `${word} stands in the command it was created with`)
        : nothing;
    case 'program': {
      // Old engines name no path; new ones name the one that they were given.
      const named = !word.includes('/') || word === seen.Path || nameOf(word) === nameOf(seen.Path);
      return named ? is('not-executed', `the engine started ${seen.Path}`, seen.Path) : nothing;
    }
    case 'variable': {
      const value = envOf(seen).get(word);
      if (value !== undefined && value !== '') return nothing;
      const how = value === '' ? 'is empty' : 'is not set';
      return is('variable', `${word} ${how} in what it was created with`);
    }
    case 'folder':
      return folderFor(context, seen, complaint);
    case 'file': {
      const path = joined(seen.Config.WorkingDir || '/', word);
      if (!isConfiguration(path)) return nothing;
      const stat = orAbsent(await statFile(context, path, { in: seen.Id, follow: true }));
      if (!stat.ok) return stat;
      return stat.value ? nothing : is('file', `${path} is not in the container`, path);
    }
    case 'refused': {
      const { port } = complaint;
      return { ok: true, value: { verdict: 'refused', word, port, line, seen: `${word}:${port}` } };
    }
    case 'name':
      return is('name-unknown', word);
  }
};

/** Docker makes a folder where the source of a mount is not there. */
const folderFor = async (
  context: Context,
  seen: Inspected,
  { word, line }: Complaint,
): Promise<Read<Proven | undefined>> => {
  const path = word === '' ? undefined : joined(seen.Config.WorkingDir || '/', word);
  const mounts = seen.Mounts.filter(
    ({ Type, Destination }) =>
      Type === 'bind' &&
      (path === undefined ? nameOf(Destination).includes('.') : Destination === path),
  );
  for (const { Source, Destination } of mounts) {
    const stat = orAbsent(await statFile(context, Destination, { in: seen.Id, follow: true }));
    if (!stat.ok) return stat;
    if (stat.value?.type !== 'directory') continue;
    const words = `${Destination} is a folder: ${Source} of the host is mounted there`;
    return {
      ok: true,
      value: { verdict: 'folder-for-file', word: Destination, line, seen: words },
    };
  }
  return nothing;
};
