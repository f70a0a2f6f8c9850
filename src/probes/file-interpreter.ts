import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { hostFile } from './reading/host-file.ts';
import { findPlace } from './reading/place.ts';
import { startedBy, type StartedBy } from './reading/started-by.ts';

export const fileInterpreter = defineProbe({
  name: 'file.interpreter',
  doc: 'Reads how a program starts: its shebang or its loader, and whether that is there.',
  ahead: true,
  args: z.object({ file: z.string(), container: z.string().optional() }),
  data: z.object({
    interpreter: z
      .enum(['present', 'missing', 'none', 'unknown'])
      .describe('`none`: nothing else has to be there; `unknown`: only a PATH could tell'),
    kind: z.enum(['script', 'binary', 'text', 'empty']),
    path: z.string().describe('The interpreter or loader; empty where there is none'),
    'carriage-return': z.boolean().describe('The shebang ends in CR LF'),
    'crlf-file': z
      .string()
      .optional()
      .describe('Its path on the host, where a carriage return is what keeps it from starting'),
    excerpt: z.string(),
  }),
  missing: 'there is no such file, or no such container',
  run: async ({ file, container }, context) => {
    const place = await findPlace(context, file, container);
    if (!place.ok) return place.failure;
    const started = await startedBy(context, place.value);
    if (!started.ok) return started.failure;
    const { head, path = '', state } = started.value;
    const carriageReturn = head.kind === 'script' && head.carriageReturn;
    const isCarriageReturn = carriageReturn && state === 'missing';
    const crlf = isCarriageReturn ? await hostFile(context, place.value) : undefined;
    return found({
      interpreter: state,
      kind: head.kind,
      path: path.replace(/\r/g, '␍'),
      'carriage-return': carriageReturn,
      ...(crlf !== undefined && { 'crlf-file': crlf }),
      excerpt: shown(started.value),
    });
  },
});

const shown = ({ head, path, state }: StartedBy): string => {
  switch (head.kind) {
    case 'script': {
      const line = `#!${head.interpreter}${head.argument && ` ${head.argument}`}`;
      return `${line.replace(/\r/g, '␍')} (${path ?? head.interpreter}: ${state})`;
    }
    case 'binary':
      return head.loader === undefined ? 'a binary without a loader' : `${head.loader}: ${state}`;
    case 'text':
      return 'no shebang';
    case 'empty':
      return 'an empty file';
  }
};
