import { placeholders, signatureWords } from '../../core/condition-words.ts';
import type { Diagnosis, Flow } from '../../core/flow.ts';
import { riskWords } from '../../core/risk.ts';
import { edgesOf, stepOf } from '../../core/walk.ts';
import { edgeWords, waysTo } from '../../core/ways.ts';
import { escaped, treePicture } from '../tree-picture.ts';
import { code, frame, link, list, paragraph, section } from './frame.ts';
import { searchScript } from './search.ts';

/** The catalogue as a folder of pages: file names to their text. */
export const sitePages = (flows: readonly Flow[]): ReadonlyMap<string, string> =>
  new Map([
    ['index.html', indexPage(flows)],
    ...flows.flatMap((flow) => [
      [`${flow.id}.html`, flowPage(flow, flows)] as const,
      ...Object.entries(flow.diagnoses).map(
        ([id, found]) => [leafFile(flow, id), leafPage(flow, id, found)] as const,
      ),
    ]),
  ]);

const home = ['index.html', 'deploy-doctor'] as const;
const leafFile = (flow: Flow, leaf: string): string => `${flow.id}.${leaf}.html`;

const indexPage = (flows: readonly Flow[]): string =>
  frame({
    title: 'What deploy-doctor knows',
    above: [],
    script: searchScript,
    main: [
      '<label for="words">Search: words of the error, of the symptom or of its cause</label>',
      '<input id="words" type="search" autocomplete="off">',
      '<p role="status" class="quiet"></p>',
      ...flows.map(groupOf),
    ].join('\n'),
  });

/** A flow and what may be behind it, each with the words that find it. */
const groupOf = (flow: Flow): string => {
  const texts = flow.signatures.map(signatureWords).join(' ');
  const words = (...all: readonly string[]): string =>
    `data-words="${escaped(all.map(placeholders).join(' ').replace(/\s+/g, ' '))}"`;
  const leaves = Object.entries(flow.diagnoses).map(
    ([id, { title, explain }]) =>
      `<li ${words(id, title, explain)}>${link(leafFile(flow, id), placeholders(title))}</li>`,
  );
  return `<section data-group>
<h2 ${words(flow.id, flow.title, flow.about, texts)}>${link(`${flow.id}.html`, placeholders(flow.title))}</h2>
<ul>
${leaves.join('\n')}
</ul>
</section>`;
};

const flowPage = (flow: Flow, flows: readonly Flow[]): string => {
  const neighbours = new Set(Object.values(flow.diagnoses).flatMap(({ see }) => see));
  return frame({
    title: placeholders(flow.title),
    above: [home],
    main: [
      paragraph(placeholders(flow.about)),
      section(
        'Texts that name it',
        list(flow.signatures.map((text) => code(signatureWords(text)))),
      ),
      section(
        'What it can be',
        list(
          Object.entries(flow.diagnoses).map(([id, { title }]) =>
            link(leafFile(flow, id), placeholders(title)),
          ),
        ),
      ),
      section('How it is told apart', treeOf(flow)),
      section(
        'See also',
        list(
          flows
            .filter(({ id }) => neighbours.has(id))
            .map(({ id, title }) => link(`${id}.html`, placeholders(title))),
        ),
      ),
      section('To look', `<pre><code>deploy-doctor run ${escaped(flow.id)}</code></pre>`),
    ].join('\n'),
  });
};

/** Drawn, and in words for whoever does not see the picture. */
const treeOf = (flow: Flow): string => {
  const steps = Object.entries(flow.steps).map(([id, step]) => {
    const ways = edgesOf(id, step).map(
      (edge) => `${escaped(edgeWords(edge))} → ${code(edge.row.go)}`,
    );
    return `${code(id)} ${escaped(placeholders(step.title))}\n${list(ways)}`;
  });
  return `<div class="tree" tabindex="0" role="region" aria-label="The tree, drawn">
${treePicture(flow)}</div>
<h3>The same in words</h3>
${list(steps, 'ol')}`;
};

const leafPage = (flow: Flow, id: string, found: Diagnosis): string =>
  frame({
    title: placeholders(found.title),
    above: [home, [`${flow.id}.html`, placeholders(flow.title)]],
    main: [
      `<p>${code(`${flow.id}/${id}`)}</p>`,
      paragraph(placeholders(found.explain)),
      section('How it is told apart', wayOf(flow, id)),
      ...fixesOf(flow, found),
      section(
        'What does not help',
        list(
          found['not-cures'].map(
            ({ cure, because }) =>
              `<strong>${escaped(placeholders(cure))}</strong>: ${escaped(placeholders(because))}`,
          ),
        ),
      ),
      section('How it is prevented', paragraph(placeholders(found.prevent))),
    ].join('\n'),
  });

const wayOf = (flow: Flow, leaf: string): string => {
  const [shortest = []] = waysTo(flow, leaf);
  return list(
    shortest.map(
      (edge) =>
        `${escaped(placeholders(stepOf(flow, edge.step)?.title ?? edge.step))}: <em>${escaped(edgeWords(edge))}</em>`,
    ),
    'ol',
  );
};

const fixesOf = (flow: Flow, { fixes, verdict }: Diagnosis): readonly string[] => {
  if (verdict !== 'problem') return [];
  if (fixes.length === 0)
    return [section('How it is fixed', paragraph('By hand: no fix is on record.'))];
  return fixes.flatMap((id) => {
    const fix = flow.fixes[id];
    if (!fix) return [];
    const lines = fix['by-hand'] ?? [];
    return [
      section(
        `How it is fixed: ${placeholders(fix.title)}`,
        [
          paragraph(`Risk: ${riskWords[fix.risk]}`),
          lines.length > 0
            ? `<pre tabindex="0"><code>${escaped(lines.map(placeholders).join('\n'))}</code></pre>`
            : '',
          fix.undo ? paragraph(`Undone: ${placeholders(fix.undo)}`) : '',
        ].join('\n'),
      ),
    ];
  });
};
