import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { composeOf } from '../formats/inspect.ts';
import { renamingLine, writingLines } from '../formats/deploy-lines.ts';
import { inPlace, timesOf, type FileTimes } from '../formats/file-times.ts';
import { deployScripts } from './reading/deploy-scripts.ts';
import { findPlace, type HostPlace } from './reading/place.ts';

export const fileDeployed = defineProbe({
  name: 'file.deployed',
  doc: 'Looks for signs that a file is written in place: its times, and the deploy scripts beside it.',
  args: z.object({
    file: z.string(),
    container: z.string().optional(),
    project: z.string().optional(),
  }),
  data: z.object({
    verdict: z.enum(['in-place', 'no-sign']),
    scripts: z.number().describe('Lines of scripts that write onto the path'),
    script: z.string().optional().describe('The one script, where one line of it does so'),
    line: z.string().optional().describe('That line'),
    instead: z
      .string()
      .optional()
      .describe('What renames a whole new file into place, where the line is a plain copy'),
    excerpt: z.string(),
  }),
  missing: 'there is no such file, or no such container',
  run: async ({ file, container, project }, context) => {
    const place = await findPlace(context, file, container);
    if (!place.ok) return place.failure;
    const { path, host, inspected } = place.value;
    const times = await readTimes(context, host);
    const folders = [project, inspected && composeOf(inspected).folder].filter(
      (folder) => folder !== undefined,
    );
    const paths = [path, file, ...(host.kind === 'here' ? [host.path] : [])];
    const scripts = await deployScripts(context, [...new Set(folders)]);
    const lines = scripts.flatMap(({ path: script, text }) =>
      writingLines(text, paths).map((each) => ({ script, ...each })),
    );
    const [only] = lines.length === 1 ? lines : [];
    const instead = only && renamingLine(only.text, paths, place.value.stat.mode);
    const rewritten = times !== undefined && inPlace(times);
    return found({
      verdict: rewritten || lines.length > 0 ? ('in-place' as const) : ('no-sign' as const),
      scripts: lines.length,
      ...(only && { script: only.script, line: only.text }),
      ...(instead !== undefined && { instead }),
      excerpt: [
        ...(times ? [timesWords(path, times)] : []),
        ...lines.map(({ script, line, text }) => `${script}:${line}: ${text}`),
      ]
        .join('\n')
        .slice(0, 2000),
    });
  },
});

/** Without stat(1) on the target, or on a file system that keeps no birth time, there is no sign. */
const readTimes = async (context: Context, host: HostPlace): Promise<FileTimes | undefined> => {
  if (host.kind !== 'here') return undefined;
  const argv = ['stat', '-L', '-c', '%.9W %.9Y %.9Z', host.path];
  const reply = await context.send({ kind: 'exec', argv, fresh: true });
  if (!reply.ok || reply.exit !== 0) return undefined;
  return timesOf(new TextDecoder().decode(reply.stdout));
};

const timesWords = (path: string, { born, written, changed }: FileTimes): string =>
  `${path}: this inode is from ${at(born)}, its content from ${at(written)}, its state from ${at(changed)}`;

const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
