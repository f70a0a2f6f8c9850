import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { flowFile, type Flow } from '../core/flow.ts';
import { inFileOrder, topProblem, type Problem } from './problem.ts';
import { issueProblems } from './issues.ts';
import { yamlText, type YamlText } from './yaml-text.ts';

export type { Problem } from './problem.ts';

/** A flow with the text it comes from, so that faults found later have a place. */
export type Source = {
  readonly file: string;
  readonly flow: Flow;
  readonly place: YamlText['place'];
};

export type Loaded = {
  readonly source: Source | undefined;
  readonly problems: readonly Problem[];
};

/** A flow's text, parsed; the folder's name is its id. */
export const loadFlow = (file: string, text: string): Loaded => {
  const yaml = yamlText(file, text);
  if (yaml.problems.length > 0) return { source: undefined, problems: yaml.problems };
  const id = path.basename(path.dirname(path.resolve(file)));
  const parsed = flowFile.safeParse(yaml.value);
  if (!parsed.success) {
    const problems = issueProblems(file, flowFile, parsed.error.issues, yaml);
    return { source: undefined, problems };
  }
  const problems: Problem[] = /^[a-z][a-z0-9-]*$/.test(id)
    ? []
    : [topProblem(file, 'bad-id', `the folder \`${id}\` is no id`, 'Name it in kebab-case.')];
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { source: { file, flow: { ...parsed.data, id, hash }, place: yaml.place }, problems };
};

/** The text of a file, or why there is none. */
export const readText = async (
  file: string,
): Promise<{ readonly text: string } | { readonly problem: Problem }> => {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (refusal) {
    const words = refusal instanceof Error ? refusal.message : String(refusal);
    return { problem: topProblem(file, 'unreadable', words, 'Make it readable, or take it away.') };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    // The decoder's only complaint, and it does not say where.
    const words = 'this is not UTF-8';
    return { problem: topProblem(file, 'unreadable', words, 'Save it as UTF-8.') };
  }
};

/** One flow from its file, or from the folder that holds it. */
export const loadFile = async (file: string): Promise<Loaded> => {
  const read = await readText(file);
  if ('problem' in read) return { source: undefined, problems: [read.problem] };
  return loadFlow(file, read.text);
};

/** Every flow of a folder, in the order of their ids; what cannot be loaded is a problem. */
export const loadSources = async (
  folder: string,
): Promise<{ readonly sources: readonly Source[]; readonly problems: readonly Problem[] }> => {
  let names: readonly string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (refusal) {
    const words = refusal instanceof Error ? refusal.message : String(refusal);
    const problem = topProblem(folder, 'unreadable', words, 'Name a folder of flows.');
    return { sources: [], problems: [problem] };
  }
  const loaded = await Promise.all(
    names
      .filter((name) => !name.startsWith('.'))
      .sort()
      .map((name) => loadFile(path.join(folder, name, 'flow.yaml'))),
  );
  return {
    sources: loaded.flatMap(({ source }) => source ?? []),
    problems: inFileOrder(loaded.flatMap(({ problems }) => problems)),
  };
};

/** Flows alone, as the program uses them. */
export const loadFlows = async (
  folder: string,
): Promise<{ readonly flows: readonly Flow[]; readonly problems: readonly Problem[] }> => {
  const { sources, problems } = await loadSources(folder);
  return { flows: sources.map(({ flow }) => flow), problems };
};
