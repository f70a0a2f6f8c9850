import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { distInfo, distributionOf, normalised } from '../formats/distributions.ts';
import { joined, parentOf } from '../formats/paths.ts';
import { inspectContainer, type Read } from './reading/container.ts';
import { insideOf, type Inside } from './reading/inside.ts';

export const moduleDistribution = defineProbe({
  name: 'module.distribution',
  doc: 'Looks whether a distribution of that name is installed whose modules bear other names.',
  args: z.object({
    container: z.string(),
    module: z.string(),
    language: z.enum(['python', 'node']),
    wanted: z.array(z.string()).describe('Where the module would have to be'),
  }),
  data: z.object({
    verdict: z
      .enum(['named-otherwise', 'broken', 'not-installed', 'same-name'])
      .describe(
        '`broken`: installed by its own record, and its files are not there; `same-name`: not a matter of names',
      ),
    distribution: z.string().describe('What to install for this module'),
    modules: z.string().describe('What the installed distribution is imported as; empty if none'),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container, module, language, wanted }, context: Context) => {
    const inspected = await inspectContainer(context, container);
    if (!inspected.ok) return inspected.failure;
    const distribution = distributionOf(module);
    const base = { distribution, modules: '' };
    if (language === 'node') {
      const excerpt = 'a package is imported by the name that it is installed by';
      return found({ verdict: 'same-name' as const, ...base, distribution: module, excerpt });
    }
    const inside = await insideOf(context, inspected.value);
    const [top = ''] = module.split('.');
    const names = [normalised(top), normalised(distribution)];
    const folders = new Set(wanted.map((path) => siteOf(path, module)));
    let bounded = '';
    for (const folder of folders) {
      const listed = await inside.list(folder);
      if (!listed.ok) return listed.failure;
      if (listed.value?.bounded === true) bounded = folder;
      for (const { name } of listed.value?.entries ?? []) {
        const info = distInfo(name);
        if (!info || !names.includes(info.name)) continue;
        const modules = await modulesOf(inside, joined(folder, name));
        if (!modules.ok) return modules.failure;
        const imported = modules.value.join(', ');
        const isOther = !modules.value.some((each) => each === top);
        return found({
          verdict: isOther && imported !== '' ? ('named-otherwise' as const) : ('broken' as const),
          distribution: info.name,
          modules: imported,
          excerpt: `${joined(folder, name)}: ${info.name} ${info.version} is installed and brings ${imported || 'no module'}`,
        });
      }
    }
    if (bounded !== '') {
      const detail = `${bounded} is too big to be listed whole`;
      return { outcome: 'unreadable' as const, subject: container, detail };
    }
    const excerpt = `no distribution called ${[...new Set(names)].join(' or ')} is installed there`;
    return found({ verdict: 'not-installed' as const, ...base, excerpt });
  },
});

/** The folder of packages that a wanted path lies in. */
const siteOf = (path: string, module: string): string =>
  module.split('.').reduce((at) => parentOf(at), path);

/** From `top_level.txt`, else from the first folders of `RECORD`. */
const modulesOf = async (inside: Inside, folder: string): Promise<Read<readonly string[]>> => {
  const top = await inside.text(joined(folder, 'top_level.txt'));
  if (!top.ok) return top;
  const named = (top.value ?? '').split(/\s+/).filter(Boolean);
  if (named.length > 0) return { ok: true, value: named };
  const record = await inside.text(joined(folder, 'RECORD'));
  if (!record.ok) return record;
  const firsts = (record.value ?? '').split('\n').flatMap((line) => {
    const [path = ''] = line.split(',');
    const [first = ''] = path.split('/');
    if (first === '' || first === '..' || /\.(?:dist-info|data)$/.test(first)) return [];
    return path.includes('/') ? [first] : [first.replace(/\..*$/, '')];
  });
  return { ok: true, value: [...new Set(firsts)].filter((each) => each !== '__pycache__') };
};
