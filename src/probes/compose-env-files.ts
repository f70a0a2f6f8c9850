import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { composeOf } from '../formats/inspect.ts';
import { inspectContainer } from './reading/container.ts';
import { declaredEnvironment } from './reading/declared-environment.ts';

export const composeEnvFiles = defineProbe({
  name: 'compose.env-files',
  doc: "Finds the env files that a container's service is given by its compose files.",
  args: z.object({ container: z.string() }),
  data: z.object({
    candidates: z.array(
      z.object({ value: z.string(), because: z.string(), strength: z.enum(['sure', 'maybe']) }),
    ),
  }),
  missing: 'the container is not of a compose project',
  ahead: true,
  run: async ({ container }, context) => {
    const read = await inspectContainer(context, container);
    if (!read.ok) return read.failure;
    const { service } = composeOf(read.value);
    if (service === undefined) return notFound(container, 'it bears no labels of compose');
    const declared = await declaredEnvironment(context, read.value);
    if (!declared.ok) return declared.failure;
    const { envFiles = [], dotEnv } = declared.value.sources ?? {};
    return found({
      candidates: [
        ...envFiles.map(({ path }) => ({
          value: path,
          because: `env_file of ${service}`,
          strength: 'sure' as const,
        })),
        ...(dotEnv
          ? [
              {
                value: dotEnv.path,
                because: 'fills the variables of the compose file',
                strength: 'maybe' as const,
              },
            ]
          : []),
      ],
    });
  },
});
