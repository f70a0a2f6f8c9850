import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { caseFile, type Case } from '../core/case.ts';
import { issueProblems } from './issues.ts';
import { readText } from './load.ts';
import { inFileOrder, topProblem, type Problem } from './problem.ts';
import { yamlText, type YamlText } from './yaml-text.ts';

export type LoadedCases = {
  readonly cases: readonly CaseSource[];
  readonly problems: readonly Problem[];
};

export type CaseSource = {
  readonly file: string;
  readonly told: Case;
  readonly place: YamlText['place'];
};

/** The cases beside a flow, by name. A flow without any has none; that is for a test to judge. */
export const loadCases = async (flowFolder: string): Promise<LoadedCases> => {
  const folder = path.join(flowFolder, 'cases');
  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  } catch (refusal) {
    if (isMissing(refusal)) return { cases: [], problems: [] };
    const words = refusal instanceof Error ? refusal.message : String(refusal);
    const problem = topProblem(folder, 'unreadable', words, 'Make the folder readable.');
    return { cases: [], problems: [problem] };
  }
  const loaded = await Promise.all(names.map((name) => loadCase(path.join(folder, name))));
  return {
    cases: loaded.flatMap(({ cases }) => cases),
    problems: inFileOrder(loaded.flatMap(({ problems }) => problems)),
  };
};

const isMissing = (refusal: unknown): boolean =>
  refusal instanceof Error && 'code' in refusal && refusal.code === 'ENOENT';

const loadCase = async (file: string): Promise<LoadedCases> => {
  const read = await readText(file);
  if ('problem' in read) return { cases: [], problems: [read.problem] };
  const yaml = yamlText(file, read.text);
  if (yaml.problems.length > 0) return { cases: [], problems: yaml.problems };
  const parsed = caseFile.safeParse(yaml.value);
  if (!parsed.success) {
    return { cases: [], problems: issueProblems(file, caseFile, parsed.error.issues, yaml) };
  }
  const told = { ...parsed.data, name: path.basename(file, '.yaml') };
  return { cases: [{ file, told, place: yaml.place }], problems: [] };
};
