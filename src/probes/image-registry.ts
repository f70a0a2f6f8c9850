import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { engineWords } from './reading/container.ts';

const distribution = z.object({ Descriptor: z.object({ digest: z.string() }) });

export const imageRegistry = defineProbe({
  name: 'image.registry',
  doc: 'Has the engine ask a registry for a tag, without fetching it and without credentials.',
  args: z.object({ image: z.string() }),
  data: z.object({
    answer: z
      .enum(['present', 'unknown', 'refused', 'no-answer'])
      .describe('Its refusal is the finding: `refused` wants a login, `no-answer` was not reached'),
    digest: z.string().describe('Empty unless present'),
    words: z.string(),
    excerpt: z.string(),
  }),
  run: async ({ image }, context) => {
    const reply = await context.send({
      kind: 'docker',
      method: 'GET',
      path: `/distribution/${image.split('/').map(encodeURIComponent).join('/')}/json`,
      timeoutMs: 30_000,
      fresh: true,
    });
    if (!reply.ok) return reply.failure;
    if (reply.status === 200) {
      const parsed = distribution.safeParse(reply.json);
      if (!parsed.success) {
        const detail = 'the registry answers in another form than expected';
        return { outcome: 'unreadable' as const, subject: image, detail };
      }
      const { digest } = parsed.data.Descriptor;
      const words = `${image} is ${digest} in its registry`;
      return found({ answer: 'present' as const, digest, words, excerpt: words });
    }
    const words = engineWords(reply);
    const answer = answerIn(words);
    if (!answer) return { outcome: 'unreadable' as const, subject: image, detail: words };
    return found({ answer, digest: '', words, excerpt: `${image}: ${words}` });
  },
});

/** Registries that want a login say so for what does not exist as well. */
const answerIn = (words: string): 'unknown' | 'refused' | 'no-answer' | undefined => {
  if (
    /manifest unknown|manifest for .* not found|name unknown|repository name not known/i.test(words)
  )
    return 'unknown';
  if (/unauthorized|authentication required|no basic auth|denied|forbidden/i.test(words))
    return 'refused';
  return /dial tcp|no such host|connection refused|timeout|timed out|deadline exceeded|TLS handshake|certificate|server gave HTTP response/i.test(
    words,
  )
    ? 'no-answer'
    : undefined;
};
