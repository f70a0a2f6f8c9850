import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { engineRefusalIn } from '../formats/engine-words.ts';
import { refused, unseenIfGone, type Read } from './reading/container.ts';

const listed = z.object({ Name: z.string(), DockerEndpoint: z.string() });

export const dockerElsewhere = defineProbe({
  name: 'docker.elsewhere',
  doc: 'Looks whether another engine answers on this host: at the usual socket, a rootless one, or one of a context.',
  args: z.object({ endpoint: z.string().describe('The one that does not answer') }),
  data: z.object({
    verdict: z.enum(['answers', 'refuses', 'none']),
    asked: z.enum(['usual', 'named']).describe('Whether somebody had named the one that is silent'),
    other: z.string().describe('The endpoint that answers or refuses; empty where none does'),
    name: z.string().describe('Its context, where it has one'),
    excerpt: z.string(),
  }),
  run: async ({ endpoint }, context) => {
    const [uid, contexts] = await Promise.all([textOf(context, ['id', '-u']), contextsOf(context)]);
    if (!uid.ok) return uid.failure;
    if (!contexts.ok) return contexts.failure;
    const usual = ['/var/run/docker.sock', `/run/user/${uid.value}/docker.sock`];
    const places = [
      ...contexts.value,
      ...usual.map((path) => ({ name: '', at: `unix://${path}` })),
    ].filter(
      ({ at }, index, all) =>
        at.startsWith('unix://') &&
        at !== endpoint &&
        all.findIndex((each) => each.at === at) === index,
    );
    const asked = usual.some((path) => endpoint.endsWith(path))
      ? ('usual' as const)
      : ('named' as const);
    const lines: string[] = [];
    let denied: { readonly at: string; readonly name: string } | undefined;
    for (const { at, name } of places) {
      const argv = ['docker', '-H', at, 'version', '--format', '{{.Server.Version}}'];
      const reply = await context.send({ kind: 'exec', argv, timeoutMs: 10_000 });
      if (!reply.ok) return unseenIfGone(reply.failure);
      const called = name === '' ? at : `${at} (context ${name})`;
      const said = new TextDecoder().decode(reply.stdout).trim();
      if (reply.exit === 0 && /^\d+\./.test(said)) {
        const excerpt = [...lines, `${called}: engine ${said}`].join('\n');
        return found({ verdict: 'answers' as const, asked, other: at, name, excerpt });
      }
      const words = new TextDecoder().decode(reply.stderr).trim();
      if (engineRefusalIn(words)?.verdict === 'denied') denied ??= { at, name };
      lines.push(`${called}: ${words.split('\n')[0] ?? ''}`);
    }
    const excerpt = lines.join('\n') || 'no other socket is known here';
    return denied
      ? found({ verdict: 'refuses' as const, asked, other: denied.at, name: denied.name, excerpt })
      : found({ verdict: 'none' as const, asked, other: '', name: '', excerpt });
  },
});

const textOf = async (context: Context, argv: readonly string[]): Promise<Read<string>> => {
  const reply = await context.send({ kind: 'exec', argv });
  if (!reply.ok) return refused(unseenIfGone(reply.failure));
  if (reply.exit === 0) return { ok: true, value: new TextDecoder().decode(reply.stdout).trim() };
  const detail = new TextDecoder().decode(reply.stderr).trim();
  return refused({ outcome: 'unreadable', subject: argv.join(' '), detail });
};

type Place = { readonly name: string; readonly at: string };

const contextsOf = async (context: Context): Promise<Read<readonly Place[]>> => {
  const text = await textOf(context, ['docker', 'context', 'ls', '--format', '{{json .}}']);
  if (!text.ok) return text;
  const value = text.value.split('\n').flatMap((each): readonly Place[] => {
    const parsed = listed.safeParse(jsonOf(each));
    // The context called default is what DOCKER_HOST says.
    return parsed.success && parsed.data.Name !== 'default'
      ? [{ name: parsed.data.Name, at: parsed.data.DockerEndpoint }]
      : [];
  });
  return { ok: true, value };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
