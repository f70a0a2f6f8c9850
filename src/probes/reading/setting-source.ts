import { notFound, type Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import {
  serviceEnvironment,
  type EnvironmentSources,
  type FileText,
} from '../../formats/compose-environment.ts';
import { serviceSources } from '../../formats/compose-service.ts';
import { readEnvFile } from '../../formats/env-file.ts';
import { setEnvLine } from '../../formats/env-set.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { passageOf, type Passage } from '../../formats/passage.ts';
import { valueInYaml } from '../../formats/yaml-edit.ts';
import { composeEdit, composeFiles, holderOf, type ComposeFiles } from './compose-edit.ts';
import { refused, type Read } from './container.ts';
import { dotEnvPath, environmentSources, readerOf } from './declared-environment.ts';

/** Where the value of a service's variable is written. */
export type SettingSource = {
  readonly name: string;
  /** What compose gives the service now; absent: nothing. */
  readonly value?: string;
  /** The value as it stands there, nothing expanded and nothing cut. */
  readonly whole?: string;
  readonly at:
    | { readonly in: 'compose' }
    /** One line of an env file, under this name. */
    | { readonly in: 'env-file'; readonly file: FileText; readonly name: string }
    /** A text of the compose file with references inside, filled by these names from `.env`. */
    | { readonly in: 'mixture'; readonly raw: string; readonly names: readonly string[] };
  readonly project: ComposeFiles;
  readonly sources: EnvironmentSources;
  readonly dotEnv: string;
  readonly reader: 'compose-1' | 'compose-2';
};

const onlyReference = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?[-?][^}]*)?\})$/;
const reference = /\$(?:\{)?([A-Za-z_]\w*)/g;

export const settingSource = async (
  context: Context,
  inspected: Inspected,
  name: string,
): Promise<Read<SettingSource>> => {
  const [project, read] = await Promise.all([
    composeFiles(context, inspected),
    environmentSources(context, inspected),
  ]);
  if (!project.ok) return project;
  if (!read.ok) return read;
  const sources = read.value;
  const reader = readerOf(inspected);
  const at = placeOf(sources, name);
  if (!at) {
    return refused(notFound(inspected.Name, `no file of its project gives it ${name}`));
  }
  const value = serviceEnvironment(sources, reader).values.get(name);
  const whole = serviceEnvironment(sources, 'literal').values.get(name);
  for (const each of [value, whole]) if (each !== undefined) context.secret(each);
  return {
    ok: true,
    value: {
      ...{ name, at, sources, reader, project: project.value, dotEnv: dotEnvPath(inspected) },
      ...(value !== undefined && { value }),
      ...(whole !== undefined && { whole }),
    },
  };
};

const placeOf = (
  { sources, envFiles, dotEnv }: EnvironmentSources,
  name: string,
): SettingSource['at'] | undefined => {
  const raw = sources.environment.get(name);
  if (raw === undefined) {
    const file = envFiles.findLast(({ text }) => readEnvFile('literal', text).has(name));
    return file && { in: 'env-file', file, name };
  }
  const only = raw === null ? name : (onlyReference.exec(raw)?.slice(1).find(Boolean) ?? undefined);
  if (only !== undefined) {
    return dotEnv && readEnvFile('literal', dotEnv.text).has(only)
      ? { in: 'env-file', file: dotEnv, name: only }
      : { in: 'mixture', raw: raw ?? `\${${name}}`, names: [only] };
  }
  const names = [...(raw ?? '').replaceAll('$$', '').matchAll(reference)].map(
    ([, word = '']) => word,
  );
  // A dollar sign that was meant as such names a variable that nobody has.
  const filled = names.filter((each) => dotEnv && readEnvFile('literal', dotEnv.text).has(each));
  return filled.length > 0 || looksFilled(raw ?? '')
    ? { in: 'mixture', raw: raw ?? '', names }
    : { in: 'compose' };
};

/** `${NAME}` is meant to be filled, whether anything fills it or not. */
const looksFilled = (raw: string): boolean =>
  /\$\{[A-Za-z_]\w*[^}]*\}/.test(raw.replaceAll('$$', ''));

export type Wanted = {
  readonly value: string;
  /** Its file holds all of it, and a reader takes a part for something else. */
  readonly isWhole?: true;
};

/** The edit that makes compose give the service this value; proven by reading the files anew. */
export const settingEdit = (
  context: Context,
  source: SettingSource,
  { value, isWhole }: Wanted,
): Read<Passage & { readonly path: string }> => {
  context.secret(value);
  const { at, name } = source;
  if (at.in === 'mixture') {
    const words = `${name} is put together of ${at.names.join(', ')} and other text`;
    return refused(unreadable(source.project.files[0]?.path ?? name, words));
  }
  const edit =
    at.in === 'env-file'
      ? envEdit(source, at, { value, ...(isWhole && { isWhole }) })
      : composeEditOf(source, value);
  if (!edit.ok) return edit;
  const given = givenBy(source, edit.value);
  if (given !== value) {
    const words = `compose would still not give ${name} as it is meant`;
    return refused(unreadable(edit.value.path, words));
  }
  return edit;
};

type Edit = Passage & { readonly path: string };

const envEdit = (
  { reader }: SettingSource,
  { file, name }: Extract<SettingSource['at'], { readonly in: 'env-file' }>,
  wanted: Wanted,
): Read<Edit> => {
  const set = setEnvLine(Buffer.from(file.text), { name, ...wanted, readers: [reader] });
  if (!set.ok) return refused(unreadable(file.path, set.problem));
  const passage = passageOf(file.text, new TextDecoder().decode(set.bytes));
  return passage
    ? { ok: true, value: { path: file.path, ...passage } }
    : refused(unreadable(file.path, `it gives ${name} this value already`));
};

/** `environment:` is a map, or a list of `NAME=value`. */
const composeEditOf = ({ project, name }: SettingSource, value: string): Read<Edit> => {
  const { service } = project;
  const list = project.files
    .map(({ text }) => valueInYaml(text, ['services', service, 'environment']))
    .findLast(Array.isArray) as readonly unknown[] | undefined;
  const at =
    list?.findIndex((item) => typeof item === 'string' && item.startsWith(`${name}=`)) ?? -1;
  const inMap = holderOf(project, service, ['environment', name]);
  const isList = at >= 0 && !inMap?.text.includes(`${name}:`);
  return composeEdit(project, [
    isList
      ? { service, path: ['environment', at], value: `${name}=${value}` }
      : { service, path: ['environment', name], value },
  ]);
};

/** What the service would get once the edit is made. */
const givenBy = (
  { project, sources, reader, name }: SettingSource,
  { path, replace, by }: Edit,
): string | undefined => {
  const edited = (file: FileText): FileText =>
    file.path === path ? { path, text: file.text.split(replace).join(by) } : file;
  const read = serviceSources(project.files.map(edited), project.service);
  if (read.verdict !== 'found') return undefined;
  const after: EnvironmentSources = {
    sources: read.sources,
    envFiles: sources.envFiles.map(edited),
    ...(sources.dotEnv && { dotEnv: edited(sources.dotEnv) }),
  };
  return serviceEnvironment(after, reader).values.get(name);
};

const unreadable = (subject: string, detail: string): Failure => ({
  outcome: 'unreadable',
  subject,
  detail,
});
