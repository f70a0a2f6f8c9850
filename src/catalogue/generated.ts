import type { AnyAction } from '../core/action.ts';
import type { Flow } from '../core/flow.ts';
import type { AnyProbe } from '../core/probe.ts';
import { flowIndex, flowsMark, replaced, symptomTable } from './index-page.ts';
import { flowSchema } from './json-schema.ts';

export type Generated = { readonly file: string; readonly text: string };

/** Every file, or part of one, that is made from the flows and the probes. */
export const generated = (
  flows: readonly Flow[],
  {
    probes,
    actions,
  }: { readonly probes: readonly AnyProbe[]; readonly actions: readonly AnyAction[] },
  read: (file: string) => string | undefined,
): readonly Generated[] => [
  { file: 'flows/flow.schema.json', text: JSON.stringify(flowSchema(probes, actions)) },
  ...page('flows/README.md', flowIndex(flows), read),
  ...page('README.md', symptomTable(flows), read),
];

const page = (
  file: string,
  body: string,
  read: (file: string) => string | undefined,
): readonly Generated[] => {
  const before = read(file);
  const text = before === undefined ? undefined : replaced(before, flowsMark, body);
  return text === undefined ? [] : [{ file, text }];
};
