import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { activeServices, declarationOrRefusal, projectBy } from './reading/compose-project.ts';
import { getJson } from './reading/container.ts';
import { orAbsent } from './reading/file-stat.ts';
import { findProject, listContainers } from './reading/project.ts';

export const composeImages = defineProbe({
  name: 'compose.images',
  doc: 'Looks which images of a project are not on this host; one that cannot be fetched keeps every service from being made.',
  args: z.object({ project: z.string(), service: z.string() }),
  data: z.object({
    verdict: z
      .enum(['own-absent', 'own-not-built', 'other-absent', 'all-here'])
      .describe("`own-…`: the service's own image; `other-absent`: that of another active service"),
    image: z.string().describe('The first that is absent; empty where all are here'),
    absent: z.array(z.string()),
    excerpt: z.string(),
  }),
  missing: "the project's files are not on this host",
  run: async ({ project: wanted, service }, context) => {
    const all = await listContainers(context);
    if (!all.ok) return all.failure;
    const labels = findProject(all.value, { project: wanted });
    if (!labels.ok) return labels.failure;
    const project = await projectBy(context, labels.value);
    if (!project.ok) return project.failure;
    const [read, active] = await Promise.all([
      declarationOrRefusal(context, project.value),
      activeServices(context, project.value),
    ]);
    if (!read.ok) return read.failure;
    if (!active.ok) return active.failure;
    if ('invalid' in read.value || 'invalid' in active.value) {
      const detail = 'Compose refuses its files now';
      return { outcome: 'unreadable', subject: `Compose project ${wanted}`, detail };
    }
    const { config } = read.value;
    const names = [service, ...active.value.filter((each) => each !== service)];
    const { name, version } = project.value;
    const looked = await Promise.all(
      names.map(async (each) => {
        const declared = config.services[each];
        const built = `${name}${version.startsWith('1.') ? '_' : '-'}${each}`;
        const image = declared?.image ?? built;
        const path = `/images/${image.split('/').map(encodeURIComponent).join('/')}/json`;
        const seen = orAbsent(await getJson(context, path));
        return {
          each,
          image,
          seen,
          builds: declared?.build !== undefined && declared.build !== null,
        };
      }),
    );
    for (const { seen } of looked) if (!seen.ok) return seen.failure;
    const absent = looked.filter(({ seen }) => seen.ok && seen.value === undefined);
    const lines = looked.map(
      ({ each, image, seen }) =>
        `${each}: ${image} is ${seen.ok && seen.value ? 'here' : 'not here'}`,
    );
    // Another service's image that is built here is made by `up` itself.
    const [first] = absent.filter(({ each, builds }) => each === service || !builds);
    const about = { absent: absent.map(({ image }) => image), excerpt: lines.join('\n') };
    if (!first) return found({ ...about, verdict: 'all-here' as const, image: '' });
    const own = first.each === service;
    const verdict = own ? (first.builds ? 'own-not-built' : 'own-absent') : 'other-absent';
    return found({ ...about, verdict, image: first.image } as const);
  },
});
