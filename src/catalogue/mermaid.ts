import type { Flow } from '../core/flow.ts';
import { graphOf, merged, type GraphNode } from './graph.ts';

/** The tree as a Mermaid flowchart, for whatever renders Markdown. */
export const mermaid = (flow: Flow): string => {
  const { nodes, edges } = graphOf(flow);
  return [
    '---',
    `title: ${JSON.stringify(flow.title)}`,
    '---',
    'flowchart TD',
    ...nodes.map((node) => `  ${nameOf(node.id)}${shapeOf(node)}`),
    ...merged(edges).map(
      ({ from, to, label, blind }) =>
        `  ${nameOf(from)} ${blind ? '-.->' : '-->'}|"${escaped(label)}"| ${nameOf(to)}`,
    ),
    '  classDef problem fill:#fde8e8,stroke:#b42318,color:#111',
    '  classDef healthy fill:#e7f6ec,stroke:#067647,color:#111',
    '  classDef open fill:#f2f4f7,stroke:#667085,color:#111',
    ...nodes
      .filter(({ kind }) => kind !== 'step')
      .map(({ id, kind }) => `  class ${nameOf(id)} ${kind}`),
    '',
  ].join('\n');
};

/** Mermaid has words of its own (`end`), so no id stands bare. */
const nameOf = (id: string): string => `n_${id.replaceAll('-', '_')}`;

const shapeOf = ({ id, title, kind }: GraphNode): string => {
  const text = `"${escaped(`${id}\n${title}`)}"`;
  return kind === 'step' ? `[${text}]` : `([${text}])`;
};

/** Mermaid reads HTML entities inside quotes. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\n', '<br/>');
