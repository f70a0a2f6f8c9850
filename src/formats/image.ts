import { z } from 'zod';

/** The parts of `GET /images/NAME/json` that probes read. */
export const imageSeen = z.object({
  Id: z.string(),
  Created: z.string().default(''),
  RepoTags: z
    .array(z.string())
    .nullish()
    .transform((tags) => tags ?? []),
  GraphDriver: z
    .object({ Name: z.string(), Data: z.record(z.string(), z.string()).nullish() })
    .nullish(),
});
