import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
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
    const asked = executable === undefined ? ('unknown' as const) : ('executing' as const);
    return found({
      path,
      type: stat.type,
      executable: (stat.mode & 0o111) !== 0,
      mode,
      refused: tool !== undefined && writers.includes(tool) ? ('writing' as const) : asked,
      excerpt: `${path}: ${stat.type}, mode ${mode}, ${stat.size} bytes`,
    });
  },
});
