import { z } from 'zod';
import type { SubjectKind } from './flow.ts';
import type { ContainerSeen } from './overview.ts';

const text = { texts: z.number(), excerpt: z.string().optional() };

const container = z.object({
  container: z.string(),
  id: z.string(),
  image: z.string(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
  health: z.enum(['starting', 'healthy', 'unhealthy']).exactOptional(),
  status: z.string(),
  project: z.string().exactOptional(),
  service: z.string().exactOptional(),
  folder: z.string().exactOptional(),
  files: z.array(z.string()).exactOptional(),
  created: z.number(),
  exit: z.number().exactOptional(),
}) satisfies z.ZodType<ContainerSeen>;

/** What a row makes of it. */
const life = {
  deaths: z.number(),
  'up-seconds': z.number().optional(),
  restarted: z.boolean(),
};

/** What `subjects:` rows may ask about: the overview's facts of each kind of subject. */
export const subjectData: Readonly<Record<SubjectKind, z.ZodObject>> = {
  container: container.extend({ ...text, ...life }),
  service: z.object({
    project: z.string(),
    service: z.string(),
    refused: z.boolean(),
    profiled: z.boolean(),
    replicas: z.number(),
    containers: z.number(),
    state: container.shape.state.exactOptional(),
    mentioned: z.boolean(),
  }),
  project: z.object({
    project: z.string(),
    folder: z.string().optional(),
    files: z.array(z.string()),
    containers: z.number(),
  }),
  file: z.object({ ...text, file: z.string(), container: z.string() }),
  target: z.object({ engine: z.boolean() }),
};
