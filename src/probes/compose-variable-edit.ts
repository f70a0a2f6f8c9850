import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { readEnvFile } from '../formats/env-file.ts';
import { valueInYaml } from '../formats/yaml-edit.ts';
import { composeEdit, composeFiles, editData } from './reading/compose-edit.ts';
import { inspectContainer } from './reading/container.ts';
import { dotEnvPath } from './reading/declared-environment.ts';
import { orAbsent, readText } from './reading/file-stat.ts';

export const composeVariableEdit = defineProbe({
  name: 'compose.variable-edit',
  doc: 'Works out how a compose file hands a variable on to a service, and which env file fills it.',
  args: z.object({
    container: z.string(),
    name: z.string(),
    filled: z.boolean().default(false).describe('The env file must hold it already'),
  }),
  data: z.object({ ...editData, 'env-file': z.string().describe('The `.env` that fills it') }),
  missing: 'no compose file declares the container, or nothing fills the variable',
  run: async ({ container, name, filled }, context) => {
    const read = await inspectContainer(context, container, true);
    if (!read.ok) return read.failure;
    const project = await composeFiles(context, read.value);
    if (!project.ok) return project.failure;
    const envFile = dotEnvPath(read.value);
    const text = orAbsent(await readText(context, envFile, { fresh: true }));
    if (!text.ok) return text.failure;
    const value = readEnvFile('compose-2', text.value ?? '').get(name)?.value;
    if (value !== undefined) context.secret(value);
    if (filled && !value) return notFound(envFile, `it holds no ${name}`);
    const { service, files } = project.value;
    const list = files
      .map((file) => valueInYaml(file.text, ['services', service, 'environment']))
      .find(Array.isArray) as readonly unknown[] | undefined;
    // A list grows at its end by being written anew.
    const wanted = `\${${name}:?}`;
    const edit = composeEdit(project.value, [
      list
        ? {
            service,
            path: ['environment'],
            value: [...list, `${name}=${wanted}`],
            isReference: true,
          }
        : { service, path: ['environment', name], value: wanted, isReference: true },
    ]);
    if (!edit.ok) return edit.failure;
    const because = [
      `Compose fills \${${name}:?} from ${envFile}, and refuses to start without it.`,
    ];
    return found({ ...edit.value, 'env-file': envFile, because });
  },
});
