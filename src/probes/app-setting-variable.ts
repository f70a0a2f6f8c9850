import { z } from 'zod';
import { found, notFound, type Failure } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { secretSchema } from '../core/secret.ts';
import { inspectContainer } from './reading/container.ts';
import { settingSource } from './reading/setting-source.ts';

export const appSettingVariable = defineProbe({
  name: 'app.setting-variable',
  doc: 'Finds the variable of a compose file that is to fill a password, and the env file that is to hold it.',
  args: z.object({
    container: z.string(),
    name: z.string().describe("The container's own variable, which is made with it"),
    value: secretSchema.describe('The password, as the server knows it'),
  }),
  data: z.object({
    path: z.string().describe('The `.env` that fills the compose file'),
    variable: z.string(),
    value: secretSchema.describe('As it must stand there'),
  }),
  missing: 'no variable stands where the password belongs',
  run: async ({ container, name, value }, context) => {
    const read = await inspectContainer(context, container, true);
    if (!read.ok) return read.failure;
    const source = await settingSource(context, read.value, name);
    if (!source.ok) return source.failure;
    const { at, dotEnv, project } = source.value;
    const password = context.reveal(value);
    const raw = at.in === 'mixture' ? at.raw : at.in === 'env-file' ? `\${${at.name}}` : '';
    const inUrl = /^[a-z][a-z0-9+.-]*:\/\/[^:@/]*:\$\{?([A-Za-z_]\w*)[^}@]*\}?@/i.exec(raw)?.[1];
    const alone = /^\$\{?([A-Za-z_]\w*)(?::?[-?][^}]*)?\}?$/.exec(raw)?.[1];
    const variable = inUrl ?? alone;
    if (variable === undefined || password === undefined) {
      return notFound(name, 'it is not made of a variable that could be filled');
    }
    const written = inUrl === undefined ? password : encodeURIComponent(password);
    const uses = project.files.flatMap(({ text }) => [
      ...text.matchAll(new RegExp(`\\$\\{?${variable}\\b`, 'g')),
    ]);
    if (written !== password && uses.length > 1) {
      const detail = `${variable} stands in other places too, where an encoded password would be wrong`;
      return { outcome: 'unreadable', subject: name, detail } satisfies Failure;
    }
    return found({ path: dotEnv, variable, value: context.secret(written) });
  },
});
