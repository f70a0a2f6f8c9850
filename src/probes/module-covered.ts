import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import type { Inspected } from '../formats/inspect.ts';
import { layerFolders } from '../formats/layers.ts';
import { answersAt } from './reading/answers-at.ts';
import { inspectContainer } from './reading/container.ts';
import { firstFileBy } from './reading/first-file.ts';
import { layersAreHere, layersOf } from './reading/layers.ts';
import { mountOver } from './reading/place.ts';

export const moduleCovered = defineProbe({
  name: 'module.covered',
  doc: 'Looks beneath volumes and bind mounts for a module that the image has and the container does not.',
  ahead: true,
  args: z.object({
    container: z.string(),
    language: z.enum(['python', 'node']),
    version: z.string(),
    wanted: z.array(z.string()),
  }),
  data: z.object({
    verdict: z.enum(['hidden', 'not-beneath', 'no-mount']),
    mount: z.string().describe('What is mounted where; empty where nothing is'),
    destination: z.string(),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container, language, version, wanted }, context) => {
    const inspected = await inspectContainer(context, container);
    if (!inspected.ok) return inspected.failure;
    const covered = wanted.flatMap((path) => {
      const mount = mountOver(inspected.value, path);
      return mount ? [{ path, mount }] : [];
    });
    const none = { mount: '', destination: '' };
    if (covered.length === 0) {
      const excerpt = 'nothing is mounted over the places where it would lie';
      return found({ verdict: 'no-mount' as const, ...none, excerpt });
    }
    const layers = layerFolders(inspected.value.GraphDriver);
    if (!layers) {
      const { Name = 'unknown' } = inspected.value.GraphDriver ?? {};
      const detail = `${covered.map(({ mount }) => mountWords(mount)).join(', ')} may hide it; what the image has beneath is not to be seen with the storage driver ${Name}`;
      return { outcome: 'unreadable' as const, subject: inspected.value.Name, detail };
    }
    const here = await layersAreHere(context, layers);
    if (!here.ok) return here.failure;
    const beneathAll = layersOf(context, layers);
    for (const { path, mount } of covered) {
      const beneath = await answersAt(firstFileBy(beneathAll.visible), {
        language,
        version,
        wanted: [path],
      });
      if (!beneath.ok) return beneath.failure;
      if (beneath.value === undefined) continue;
      return found({
        verdict: 'hidden' as const,
        mount: mountWords(mount),
        destination: mount.Destination,
        excerpt: `the image has ${beneath.value}; over it lies ${mountWords(mount)}`,
      });
    }
    const mounts = [...new Set(covered.map(({ mount }) => mountWords(mount)))].join(', ');
    const excerpt = `${mounts}: the image has nothing of it beneath`;
    return found({ verdict: 'not-beneath' as const, ...none, excerpt });
  },
});

const mountWords = ({ Type, Name, Source, Destination }: Inspected['Mounts'][number]): string =>
  Type === 'volume'
    ? `the volume ${Name === undefined || /^[0-9a-f]{64}$/.test(Name) ? `${(Name ?? '').slice(0, 12)} (anonymous)` : Name} at ${Destination}`
    : `${Source || Type} at ${Destination}`;
