import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { latestComplaint } from '../formats/module-complaint.ts';
import { inspectContainer } from './reading/container.ts';
import { readLog } from './reading/log.ts';

export const moduleComplaint = defineProbe({
  name: 'module.complaint',
  doc: "Reads the end of a container's log for the last module that was not found.",
  ahead: true,
  args: z.object({
    container: z.string(),
    module: z.string().optional().describe('The one that is asked about; else the last one named'),
  }),
  data: z.object({
    module: z.string(),
    said: z.enum(['in-the-log', 'by-the-operator']),
    language: z.enum(['python', 'node', 'unknown']),
    importer: z.string().optional().describe('The file that asked for it'),
    interpreter: z.string().optional().describe('The interpreter that said so'),
    frames: z.array(z.string()).describe('Files of the traceback, outermost first'),
    excerpt: z.string(),
  }),
  missing: 'no container has this name, or neither its log nor anybody names a module',
  run: async ({ container, module }, context) => {
    const inspected = await inspectContainer(context, container);
    if (!inspected.ok) return inspected.failure;
    const log = await readLog(context, inspected.value.Id);
    if (!log.ok && module === undefined) return log.failure;
    const { lines = [], bounded = false, extent = '' } = log.ok ? log.value : {};
    const said = latestComplaint(lines, module);
    if (said) {
      const { language, importer, interpreter, frames, excerpt } = said;
      return found({
        module: said.module,
        said: 'in-the-log' as const,
        language,
        ...(importer !== undefined && { importer }),
        ...(interpreter !== undefined && { interpreter }),
        frames: [...frames],
        excerpt,
      });
    }
    if (module !== undefined) {
      return found({
        module,
        said: 'by-the-operator' as const,
        language: languageOf(module),
        frames: [],
        excerpt: log.ok ? `${extent} of the log do not name it` : log.failure.detail,
      });
    }
    const subject = `log of ${container}`;
    if (!bounded) return notFound(subject, 'it names no module that was not found');
    const detail = `${extent} name no module; what stands before them was not read`;
    return { outcome: 'unreadable' as const, subject, detail };
  },
});

/** Some names are possible in one language only. */
const languageOf = (module: string): 'python' | 'node' | 'unknown' => {
  if (module.startsWith('@') || module.includes('/') || module.startsWith('.')) return 'node';
  return /^[A-Za-z_]\w*(?:\.\w+)+$/.test(module) && !module.endsWith('.js') ? 'python' : 'unknown';
};
