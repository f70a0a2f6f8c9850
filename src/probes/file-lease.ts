import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { askLease } from './reading/lease.ts';
import { findPlace } from './reading/place.ts';
import { soughtOf } from './reading/sought.ts';

export const fileLease = defineProbe({
  name: 'file.lease',
  doc: 'Asks the kernel whether anybody at all holds a file open for writing, seen or not.',
  args: z.object({ file: z.string(), container: z.string().optional() }),
  data: z.object({
    verdict: z.enum(['busy', 'free', 'unmounted']),
    busy: z.boolean(),
    held: z.string().describe('The file that is busy: it, or the interpreter of the script'),
    excerpt: z.string(),
  }),
  missing: 'there is no such file, or no such container',
  run: async ({ file, container }, context) => {
    const place = await findPlace(context, file, container);
    if (!place.ok) return place.failure;
    const { path, host } = place.value;
    if (host.kind === 'hidden') return host.failure;
    if (host.kind === 'unmounted') {
      const excerpt = `${path} is in the layers of a container that does not run`;
      return found({ verdict: 'unmounted' as const, busy: false, held: path, excerpt });
    }
    const words: string[] = [];
    for (const sought of await soughtOf(context, place.value)) {
      const lease = await askLease(context, sought.path, true);
      if (!lease.ok) {
        if (sought.name === path) return lease.failure;
        // A script's interpreter belongs to root, and is replaced by renaming: little is lost.
        words.push(`${sought.name}: not asked, ${lease.failure.detail}`);
        continue;
      }
      words.push(`${sought.name}: ${lease.value.words}`);
      if (!lease.value.busy) continue;
      const excerpt = words.join('\n');
      return found({ verdict: 'busy' as const, busy: true, held: sought.name, excerpt });
    }
    return found({ verdict: 'free' as const, busy: false, held: path, excerpt: words.join('\n') });
  },
});
