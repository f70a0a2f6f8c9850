import { z } from 'zod';
import { notFound, type Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import type { FileText } from '../../formats/compose-environment.ts';
import { composeOf, type Inspected } from '../../formats/inspect.ts';
import { passageOf, type Passage } from '../../formats/passage.ts';
import { joined } from '../../formats/paths.ts';
import { setInYaml, valueInYaml } from '../../formats/yaml-edit.ts';
import { refused, type Read } from './container.ts';
import { readText } from './file-stat.ts';

/** What `source.edit` needs: a passage of one file, and what takes its place. */
export const editData = {
  path: z.string(),
  replace: z.string().describe('Stands in the file once'),
  by: z.string(),
  because: z.array(z.string()).describe('What it rests on: shown above the plan'),
};

/** The compose files of a container's project, in the order in which they are merged. */
export type ComposeFiles = {
  readonly service: string;
  readonly folder: string;
  readonly files: readonly FileText[];
};

export const composeFiles = async (
  context: Context,
  inspected: Inspected,
): Promise<Read<ComposeFiles>> => {
  const { service, folder, files } = composeOf(inspected);
  if (service === undefined || folder === undefined || files.length === 0) {
    return refused(notFound(inspected.Name, 'it bears no labels of Compose: no file declares it'));
  }
  const paths = files.map((file) => joined(folder, file));
  const texts: FileText[] = [];
  for (const path of paths) {
    const read = await readText(context, path, { fresh: true });
    if (!read.ok) return read;
    texts.push({ path, text: read.value });
  }
  return { ok: true, value: { service, folder, files: texts } };
};

type Key = string | number;

/** The file whose word counts for a value of a service: the last that has it, else the last that has the service. */
export const holderOf = (
  { files }: ComposeFiles,
  service: string,
  path: readonly Key[],
): FileText | undefined => {
  const has = (at: readonly Key[]): FileText | undefined =>
    files.findLast(({ text }) => isThere(valueInYaml(text, at)));
  return has(['services', service, ...path]) ?? has(['services', service]);
};

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** Values under one key of a service: each by itself, or all in one piece where the key is new. */
export const settingsUnder = (
  project: ComposeFiles,
  key: string,
  values: Readonly<Record<string, unknown>>,
): readonly Setting[] => {
  const { service } = project;
  const text = holderOf(project, service, [key])?.text ?? '';
  if (!isThere(valueInYaml(text, ['services', service, key]))) {
    return [{ service, path: [key], value: values }];
  }
  return Object.entries(values).map(([name, value]) => ({ service, path: [key, name], value }));
};

export type Setting = {
  readonly service: string;
  /** Under the service: `['healthcheck', 'test']`. */
  readonly path: readonly Key[];
  readonly value: unknown;
  /** A reference for Compose to fill in: its dollar sign stays single. */
  readonly isReference?: true;
};

/** The edit of one file that gives services other values; each is written as Compose reads it. */
export const composeEdit = (
  project: ComposeFiles,
  settings: readonly Setting[],
): Read<Passage & { readonly path: string }> => {
  const [first] = settings;
  const file = first && holderOf(project, first.service, first.path);
  if (!file) {
    const paths = project.files.map(({ path }) => path).join(', ');
    const detail = `no service ${first?.service ?? ''} stands in it`;
    return refused(notFound(paths, `${detail}: it may be included or extended`));
  }
  let { text } = file;
  for (const { service, path, value, isReference } of settings) {
    if (isThere(valueInYaml(text, ['services', service, 'extends']))) {
      return refused(unreadable(file.path, `the service ${service} extends another`));
    }
    const edited = setInYaml(
      text,
      ['services', service, ...path],
      isReference ? value : doubled(value),
    );
    if (!edited.ok) return refused(unreadable(file.path, edited.problem));
    text = edited.text;
  }
  const passage = passageOf(file.text, text);
  return passage
    ? { ok: true, value: { path: file.path, ...passage } }
    : refused(unreadable(file.path, 'it says so already'));
};

/** Compose fills `$NAME` in; a dollar sign that is to stay is doubled. */
const doubled = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(doubled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, doubled(each)]));
};

const unreadable = (subject: string, detail: string): Failure => ({
  outcome: 'unreadable',
  subject,
  detail,
});
