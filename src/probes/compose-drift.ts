import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { unseenIfGone } from './reading/container.ts';
import { deploymentOf, type Deployment } from './reading/deployment.ts';
import { inspectContainer } from './reading/container.ts';
import { composeOf } from '../formats/inspect.ts';

const parts = ['environment', 'image', 'mounts', 'ports', 'health'] as const;
const same = z.enum(['same', 'differs']);

export const composeDrift = defineProbe({
  name: 'compose.drift',
  doc: 'Compares a container, part by part, with what its compose files declare now.',
  args: z.object({ container: z.string() }),
  data: z.object({
    verdict: z
      .enum(['same-command', 'other-command', 'no-project', 'not-declared'])
      .describe(
        '`other-command`: its files declare another command or entrypoint; `no-project`: nothing but its own creation declares it; `not-declared`: its files do not name its service any more',
      ),
    environment: same,
    image: same.describe('What the tag means now; `differs` also where no image is called so here'),
    mounts: same,
    ports: same,
    health: same,
    excerpt: z.string().describe('What differs, without any value'),
  }),
  missing: 'no container has this name',
  run: async ({ container }, context) => {
    const inspected = await inspectContainer(context, container);
    if (!inspected.ok) return inspected.failure;
    const { project, service } = composeOf(inspected.value);
    const as = (verdict: 'no-project' | 'not-declared', excerpt: string) =>
      found({ verdict, ...comparedBy(() => false), excerpt });
    if (project === undefined || service === undefined) {
      return as('no-project', 'it bears no labels of Compose');
    }
    const read = await deploymentOf(context, inspected.value.Id);
    if (!read.ok) {
      const { failure } = read;
      return failure.outcome === 'not-found' && failure.detail.includes('declare no service')
        ? as('not-declared', failure.detail)
        : unseenIfGone(failure);
    }
    return found(compared(read.value));
  },
});

const comparedBy = (differs: (part: (typeof parts)[number]) => boolean) => {
  const say = (part: (typeof parts)[number]) => (differs(part) ? 'differs' : 'same');
  return {
    environment: say('environment'),
    image: say('image'),
    mounts: say('mounts'),
    ports: say('ports'),
    health: say('health'),
  } as const;
};

const compared = ({ differences, image, reference, warnings }: Deployment) => {
  const lines = [
    ...(image === undefined ? [`image: ${reference} is not here`] : []),
    ...differences.map(({ line }) => line),
  ];
  const other = differences.some(({ part }) => part === 'command');
  return {
    verdict: other ? ('other-command' as const) : ('same-command' as const),
    ...comparedBy(
      (wanted) =>
        differences.some(({ part }) => part === wanted) ||
        (wanted === 'image' && image === undefined),
    ),
    excerpt: [...warnings, ...(lines.length > 0 ? lines : ['it is as its files declare'])].join(
      '\n',
    ),
  };
};
