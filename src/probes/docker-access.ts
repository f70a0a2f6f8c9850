import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { engineRefusalIn, socketIn } from '../formats/engine-words.ts';
import { unseenIfGone } from './reading/container.ts';

export const dockerAccess = defineProbe({
  name: 'docker.access',
  doc: 'Has the docker program ask its engine for its version, as the user who looks.',
  args: z.object({
    socket: z.string().optional().describe('This one instead of what the surroundings name'),
  }),
  data: z.object({
    verdict: z.enum(['allowed', 'denied', 'no-daemon', 'no-context']),
    endpoint: z.string().describe('Where it asked; empty where it did not say'),
    socket: z.string().describe('Path of a socket on this host; empty where it is none'),
    words: z.string(),
    excerpt: z.string(),
  }),
  run: async ({ socket }, context) => {
    const at = socket === undefined ? [] : ['-H', `unix://${socket}`];
    const argv = ['docker', ...at, 'version', '--format', '{{.Server.Version}}'];
    const reply = await context.send({ kind: 'exec', argv, timeoutMs: 15_000, fresh: true });
    if (!reply.ok) return unseenIfGone(reply.failure);
    const said = new TextDecoder().decode(reply.stdout).trim();
    const words = new TextDecoder().decode(reply.stderr).trim();
    if (reply.exit === 0 && /^\d+\./.test(said)) {
      const about = { endpoint: '', socket: socket ?? '', words: `engine ${said}` };
      return found({
        ...about,
        verdict: 'allowed' as const,
        excerpt: `it answers: ${about.words}`,
      });
    }
    const refusal = engineRefusalIn(words);
    if (!refusal) {
      const detail = words === '' ? `it ended with ${reply.exit ?? '?'}, and said nothing` : words;
      return { outcome: 'unreadable' as const, subject: argv.join(' '), detail };
    }
    const { verdict, endpoint } = refusal;
    const path = socketIn(endpoint) ?? socket ?? '';
    return found({ verdict, endpoint, socket: path, words, excerpt: words });
  },
});
