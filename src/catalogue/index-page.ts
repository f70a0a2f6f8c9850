import type { Diagnosis, Flow } from '../core/flow.ts';

/** What stands between two marks of a page is written by `npm run generate`. */
export type Marked = { readonly begin: string; readonly end: string };

export const flowsMark: Marked = {
  begin: '<!-- flows: written by npm run generate -->',
  end: '<!-- end of flows -->',
};

/** A page with what is between its marks replaced; undefined where it has none. */
export const replaced = (
  page: string,
  { begin, end }: Marked,
  body: string,
): string | undefined => {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) return undefined;
  return `${before}${begin}\n\n${body.trim()}\n\n${end}${after}`;
};

/** Every flow with its leaves, for those who write flows. */
export const flowIndex = (flows: readonly Flow[]): string =>
  flows
    .map((flow) =>
      [
        `### [${flow.id}](${flow.id}/flow.yaml)`,
        '',
        `${markdown(flow.title)}.`.replace(/([.?!])\.$/, '$1'),
        '',
        '| diagnosis | what it says |',
        '| --- | --- |',
        ...Object.entries(flow.diagnoses).map(
          ([id, diagnosis]) => `| ${leafName(id, diagnosis)} | ${markdown(diagnosis.title)} |`,
        ),
        '',
      ].join('\n'),
    )
    .join('\n');

/** One line a flow, for those who have a symptom. */
export const symptomTable = (flows: readonly Flow[]): string =>
  [
    '| flow | what you see | what it tells apart |',
    '| --- | --- | --- |',
    ...flows.map((flow) => {
      const leaves = Object.entries(flow.diagnoses).map(([id, diagnosis]) =>
        leafName(id, diagnosis),
      );
      return `| \`${flow.id}\` | ${markdown(flow.title)} | ${leaves.join(' · ')} |`;
    }),
  ].join('\n');

/** A healthy leaf is set apart, as in the catalogue. */
const leafName = (id: string, { verdict }: Diagnosis): string =>
  verdict === 'problem' ? `\`${id}\`` : `_\`${id}\`_`;

const markdown = (text: string): string =>
  text.replaceAll(/[\\`*_<>[\]|]/g, String.raw`\$&`).replaceAll('\n', ' ');
