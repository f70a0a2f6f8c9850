import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { statFile } from './reading/file-stat.ts';
import { hostFile } from './reading/host-file.ts';
import { findPlace } from './reading/place.ts';

/** Programs whose complaint is about opening the file for writing. */
const writers = ['cp', 'dd', 'install', 'scp', 'sftp', 'rsync', 'tar', 'tee', 'curl', 'wget', 'mv'];

export const fileExecutable = defineProbe({
  name: 'file.executable',
  doc: 'Looks at a file: is it there, and may it be executed at all?',
  ahead: true,
  args: z.object({
    file: z.string(),
    container: z.string().optional(),
    tool: z.string().optional().describe('The program that reported the file as busy'),
    executable: z.string().optional().describe('What was being executed when it was busy'),
  }),
  data: z.object({
    path: z.string().describe('After links'),
    type: z.enum(['file', 'directory', 'link', 'socket', 'fifo', 'device', 'other']),
    executable: z.boolean().describe('At least one execute bit is set'),
    mode: z.string(),
    'on-host': z
      .string()
      .optional()
      .describe('Its path on the host; absent for a file of the layers of a container'),
    'new-file': z
      .string()
      .optional()
      .describe('What stands on the host beside it under its name and `.new`, to take its place'),
    refused: z
      .enum(['executing', 'writing', 'unknown'])
      .describe('What the complaint was about, as far as its text says'),
    excerpt: z.string(),
  }),
  missing: 'there is no such file, or no such container',
  run: async ({ file, container, tool, executable }, context) => {
    const place = await findPlace(context, file, container);
    if (!place.ok) {
      const { failure } = place;
      return failure.outcome === 'not-found' ? notFound(file, failure.detail) : failure;
    }
    const { path, stat } = place.value;
    const mode = stat.mode.toString(8).padStart(4, '0');
    const onHost = await hostFile(context, place.value);
    const newFile = onHost && (await newFileOf(context, onHost));
    const asked = executable === undefined ? ('unknown' as const) : ('executing' as const);
    return found({
      path,
      type: stat.type,
      executable: (stat.mode & 0o111) !== 0,
      mode,
      ...(onHost !== undefined && { 'on-host': onHost }),
      ...(newFile && { 'new-file': newFile }),
      refused: tool !== undefined && writers.includes(tool) ? ('writing' as const) : asked,
      excerpt: `${path}: ${stat.type}, mode ${mode}, ${stat.size} bytes`,
    });
  },
});

const newFileOf = async (context: Context, path: string): Promise<string | undefined> => {
  const beside = `${path}.new`;
  const seen = await statFile(context, beside);
  return seen.ok && seen.value.type === 'file' ? beside : undefined;
};
