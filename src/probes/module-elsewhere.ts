import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { envOf } from '../formats/inspect.ts';
import { isPath, packageOf } from '../formats/node-names.ts';
import { joined, parentOf } from '../formats/paths.ts';
import { answersAt } from './reading/answers-at.ts';
import { inspectContainer, type Read } from './reading/container.ts';
import { insideOf, type Inside } from './reading/inside.ts';

export const moduleElsewhere = defineProbe({
  name: 'module.elsewhere',
  doc: 'Looks for a module in the folders of other interpreters and environments of a container.',
  args: z.object({
    container: z.string(),
    module: z.string(),
    language: z.enum(['python', 'node']),
    wanted: z.array(z.string()).describe('Where it was looked for already'),
  }),
  data: z.object({
    verdict: z.enum(['found', 'nowhere']),
    where: z.string().describe('The file that answers; empty if none does'),
    path: z
      .string()
      .optional()
      .describe('PATH by which the same command is found in the environment that has it'),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container, module, language, wanted }, context) => {
    const inspected = await inspectContainer(context, container);
    if (!inspected.ok) return inspected.failure;
    const inside = await insideOf(context, inspected.value);
    const places = language === 'python' ? await pythonPlaces(inside) : nodePlaces(inside, module);
    if (!places.ok) return places.failure;
    const name =
      language === 'python' ? module.replaceAll('.', '/') : (packageOf(module)?.name ?? '');
    const left = places.value.filter(({ folder }) => !wanted.includes(joined(folder, name)));
    for (const { folder, version } of name === '' ? [] : left) {
      const answer = await answersAt(inside.firstFile, {
        language,
        version,
        wanted: [joined(folder, name)],
      });
      if (!answer.ok) return answer.failure;
      if (answer.value === undefined) continue;
      const where = answer.value;
      const path = await pathTo(inside, where);
      if (!path.ok) return path.failure;
      return found({
        ...{ verdict: 'found' as const, where, excerpt: `${where} is there` },
        ...(path.value !== undefined && { path: path.value }),
      });
    }
    const looked = left.map(({ folder }) => folder).join(', ');
    const excerpt = looked === '' ? 'there is no other place of its kind' : `not in ${looked}`;
    return found({ verdict: 'nowhere' as const, where: '', excerpt });
  },
});

type Folder = { readonly folder: string; readonly version: string };

/** Where Pythons and virtual environments stand in images, besides those that PATH names. */
const prefixes = [
  '/usr/local',
  '/usr',
  '/opt/venv',
  '/venv',
  '/env',
  '/opt/app',
  '/install',
  '/root/.local',
];
const versions = Array.from({ length: 12 }, (_, index) => `3.${index + 5}`);

const pythonPlaces = async (inside: Inside): Promise<Read<readonly Folder[]>> => {
  const env = envOf(inside.inspected);
  const named = [
    ...(env.get('PATH') ?? '').split(':').filter(Boolean).map(parentOf),
    ...['VIRTUAL_ENV', 'UV_PROJECT_ENVIRONMENT', 'PYTHONUSERBASE'].flatMap(
      (name) => env.get(name) ?? [],
    ),
    ...['.venv', 'venv', 'env', '.local'].map((name) => joined(inside.cwd, name)),
    ...(env.has('HOME') ? [joined(env.get('HOME') ?? '/', '.local')] : []),
  ].map((path) => joined(inside.cwd, path));
  const found: Folder[] = [];
  for (const prefix of new Set([...named, ...prefixes])) {
    const lib = await inside.stat(joined(prefix, 'lib'));
    if (!lib.ok) return lib;
    if (!lib.value) continue;
    const there = await Promise.all(
      versions.map((version) => inside.stat(joined(prefix, `lib/python${version}`))),
    );
    for (const [index, read] of there.entries()) {
      if (!read.ok) return read;
      const version = versions[index] ?? '';
      const packages = ['site-packages', 'dist-packages'].map((name) =>
        joined(prefix, `lib/python${version}/${name}`),
      );
      if (read.value) found.push(...packages.map((folder) => ({ folder, version })));
    }
  }
  // Debian's Pythons share one folder, whatever their version.
  return { ok: true, value: [...found, { folder: '/usr/lib/python3/dist-packages', version: '' }] };
};

const nodePlaces = (inside: Inside, module: string): Read<readonly Folder[]> => {
  if (isPath(module)) return { ok: true, value: [] };
  const folders = [
    '/usr/local/lib/node_modules',
    '/usr/lib/node_modules',
    ...[
      '/',
      '/app',
      '/usr/src/app',
      '/build',
      '/src',
      '/deps',
      '/opt/app',
      '/home/node',
      '/home/node/app',
      inside.cwd,
    ].map((folder) => joined(folder, 'node_modules')),
    ...['backend', 'server', 'api', 'frontend', 'client', 'app'].map((folder) =>
      joined(inside.cwd, `${folder}/node_modules`),
    ),
  ];
  const value = [...new Set(folders)].map((folder) => ({ folder, version: '' }));
  return { ok: true, value };
};

/** Where the command is a bare name, and the environment that has the module has such a program, too. */
const pathTo = async (inside: Inside, where: string): Promise<Read<string | undefined>> => {
  const none = { ok: true, value: undefined } as const;
  const prefix = /^(.+)\/lib\/python3\.\d+\/site-packages\//.exec(where)?.[1];
  const path = inside.env.get('PATH');
  const { Path: command } = inside.inspected;
  if (prefix === undefined || path === undefined || command.includes('/')) return none;
  const bin = joined(prefix, 'bin');
  const program = await inside.stat(joined(bin, command));
  if (!program.ok) return program;
  const isFirst = path.split(':')[0] === bin;
  return program.value === undefined || isFirst ? none : { ok: true, value: `${bin}:${path}` };
};
