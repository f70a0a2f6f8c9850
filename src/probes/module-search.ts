import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { inspectContainer, refused, type Read } from './reading/container.ts';
import { insideOf, type Inside } from './reading/inside.ts';
import { mainProgram } from './reading/main-program.ts';
import { searchVerdicts, type Searched } from './reading/module-found.ts';
import { searchNode } from './reading/search-node.ts';
import { searchPython } from './reading/search-python.ts';

const languages = ['python', 'node', 'unknown'] as const;

export const moduleSearch = defineProbe({
  name: 'module.search',
  doc: "Works out where a container's interpreter looks for a module, and what it comes upon.",
  args: z.object({
    container: z.string(),
    module: z.string(),
    language: z.enum(languages),
    importer: z.string().optional(),
    interpreter: z.string().optional(),
    frames: z.array(z.string()).default([]),
  }),
  data: z.object({
    verdict: z.enum(searchVerdicts),
    sure: z.boolean().describe('Nothing can add to the search that files do not tell'),
    language: z.enum(['python', 'node']),
    origin: z.string().describe('What answers to the name, or to its first part; empty if nothing'),
    wanted: z.array(z.string()).describe('Where it would have to be: paths without an ending'),
    interpreter: z.string(),
    version: z.string().describe('Of a Python; empty for Node'),
    image: z.string().optional().describe('Id of the image that the container was made from'),
    'python-path': z
      .string()
      .optional()
      .describe('PYTHONPATH with the folder that is not searched, where one holds the module'),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container, language, ...asked }, context) => {
    const inspected = await inspectContainer(context, container);
    if (!inspected.ok) return inspected.failure;
    const inside = await insideOf(context, inspected.value);
    const speaks = await spokenIn(inside, language);
    if (!speaks.ok) return speaks.failure;
    const spoken = speaks.value;
    const searched = await search(context, inside, spoken, asked);
    if (!searched.ok) return searched.failure;
    const { Image: image } = inspected.value;
    const { verdict, sure, origin = '', wanted, interpreter, version = '', words } = searched.value;
    return found({
      ...{ verdict, sure, language: spoken, origin, interpreter, version },
      ...{ wanted: [...wanted], image },
      ...(verdict === 'not-searched' && {
        'python-path': [inside.cwd, inside.env.get('PYTHONPATH')].filter(Boolean).join(':'),
      }),
      excerpt: words.join('\n').slice(0, 2000),
    });
  },
});

type Asked = {
  readonly module: string;
  readonly importer?: string | undefined;
  readonly interpreter?: string | undefined;
  readonly frames: readonly string[];
};

const search = (
  context: Context,
  inside: Inside,
  language: 'python' | 'node',
  asked: Asked,
): Promise<Read<Searched>> =>
  language === 'python' ? searchPython(context, inside, asked) : searchNode(inside, asked);

const spokenIn = async (
  inside: Inside,
  language: (typeof languages)[number],
): Promise<Read<'python' | 'node'>> => {
  if (language !== 'unknown') return { ok: true, value: language };
  const main = await mainProgram(inside);
  if (!main.ok) return main;
  if (main.value.language !== 'unknown') return { ok: true, value: main.value.language };
  const detail = `the name fits Python and Node, and ${main.value.because}`;
  return refused({ outcome: 'unreadable', subject: inside.inspected.Name, detail });
};
