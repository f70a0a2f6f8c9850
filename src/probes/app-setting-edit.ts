import { z } from 'zod';
import { found, type Failure } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { secretSchema } from '../core/secret.ts';
import { unwrapped } from '../formats/database-environment.ts';
import { composeOf, type Inspected } from '../formats/inspect.ts';
import { isUrl, withHost, withPassword } from '../formats/url-writing.ts';
import { editData } from './reading/compose-edit.ts';
import { inspectContainer, refused, type Read } from './reading/container.ts';
import { resolveName } from './reading/network-name.ts';
import {
  settingEdit,
  settingSource,
  type SettingSource,
  type Wanted,
} from './reading/setting-source.ts';

const changes = ['encoded', 'whole', 'server', 'value'] as const;

const args = z.object({
  container: z.string(),
  name: z.string().describe('The variable'),
  change: z
    .enum(changes)
    .describe(
      '`encoded`: the password of its URL encoded; `whole`: written so that nothing of it is cut; `server`: another host; `value`: what a person gives',
    ),
  server: z.string().optional().describe('The container that is to be its host'),
  // What was found to be taken, wherever that was asked.
  taken: z.string().optional().describe('`some`: not the password as it stands in the URL'),
  'taken-there': z.string().optional(),
  'taken-at-login': z.string().optional(),
  value: secretSchema.optional().describe('The new value; of a URL, also its password alone'),
});
type Args = z.output<typeof args>;

export const appSettingEdit = defineProbe({
  name: 'app.setting-edit',
  doc: 'Finds the file and the lines that give a service its database, and works out how they are to be written.',
  args,
  data: z.object(editData),
  missing: 'no file of a compose project gives the container this variable',
  run: async (asked, context) => {
    const read = await inspectContainer(context, asked.container, true);
    if (!read.ok) return read.failure;
    const source = await settingSource(context, read.value, asked.name);
    if (!source.ok) return source.failure;
    const wanted = await wantedOf(context, read.value, { source: source.value, asked });
    if (!wanted.ok) return wanted.failure;
    const { because, ...value } = wanted.value;
    const edit = settingEdit(context, source.value, value);
    return edit.ok ? found({ ...edit.value, because: [because] }) : edit.failure;
  },
});

type Worked = Wanted & { readonly because: string };
type Sought = { readonly source: SettingSource; readonly asked: Args };

const wantedOf = async (
  context: Context,
  caller: Inspected,
  { source, asked }: Sought,
): Promise<Read<Worked>> => {
  const { name } = asked;
  const no = (detail: string): Read<Worked> => refused(unreadable(name, detail));
  const now = source.value ?? '';
  switch (asked.change) {
    case 'encoded': {
      const taken = [asked.taken, asked['taken-there'], asked['taken-at-login']];
      if (taken.includes('some')) {
        return no('the server takes what some clients make of it, and not what stands there');
      }
      const value = withPassword(unwrapped(now));
      const because =
        'What means something else in a URL is encoded: every client then reads the same password.';
      return value === undefined
        ? no('its password cannot be told from the rest')
        : { ok: true, value: { value, because } };
    }
    case 'whole': {
      const value = source.whole;
      const because = 'It is written so that compose gives it whole.';
      return value === undefined
        ? no('its file does not hold it')
        : { ok: true, value: { value, because, isWhole: true } };
    }
    case 'value': {
      const given = asked.value && context.reveal(asked.value);
      if (given === undefined || given === '') return no('no value was given');
      const value =
        isUrl(unwrapped(now)) && !isUrl(given) ? withPassword(unwrapped(now), given) : given;
      if (value === undefined) return no('its password cannot be told from the rest');
      return { ok: true, value: { value, because: 'It gets the value that you gave.' } };
    }
    case 'server':
      return serverInstead(context, caller, { source, asked });
  }
};

/** The name must lead to that one server, and to no other. */
const serverInstead = async (
  context: Context,
  caller: Inspected,
  { source, asked }: Sought,
): Promise<Read<Worked>> => {
  const read = await inspectContainer(context, asked.server ?? '', true);
  if (!read.ok) return read;
  const server = read.value;
  const no = (detail: string): Read<Worked> => refused(unreadable(server.Name, detail));
  const host = composeOf(server).service ?? server.Name;
  const port = 5432;
  const resolved = await resolveName(context, caller, { host, port });
  if (!resolved.ok) return resolved;
  const places = resolved.value.known ? resolved.value.places : [];
  const [only, ...others] = places;
  if (only?.container?.Id !== server.Id || others.length > 0) {
    return no(`in the networks of ${caller.Name} the name ${host} does not lead to it alone`);
  }
  const value = withHost(source.value ?? '', host, port);
  if (value === undefined) return no(`${asked.name} is no URL whose host could be replaced`);
  return { ok: true, value: { value, because: `${host} leads to ${server.Name} alone.` } };
};

const unreadable = (subject: string, detail: string): Failure => ({
  outcome: 'unreadable',
  subject,
  detail,
});
