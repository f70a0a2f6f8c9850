import { placeholders, whenWords } from '../core/condition-words.ts';
import { inconclusive, type Flow } from '../core/flow.ts';
import { isBlind, type Outcome } from '../core/outcome.ts';
import { allEdges } from '../core/walk.ts';

/** A flow as a picture sees it. */
export type Graph = { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] };

export type GraphNode = {
  readonly id: string;
  readonly title: string;
  /** The probe or the flow that a step asks. */
  readonly asks: string;
  readonly kind: 'step' | 'problem' | 'healthy' | 'open';
};

export type GraphEdge = {
  readonly from: string;
  readonly to: string;
  /** What must hold for it to be taken. */
  readonly label: string;
  /** It could not see. */
  readonly blind: boolean;
};

export const graphOf = (flow: Flow): Graph => {
  const edges = edgesIn(flow);
  const ends = edges.some(({ to }) => to === inconclusive);
  return {
    nodes: [
      ...Object.entries(flow.steps).map(([id, { title, probe, flow: other }]): GraphNode => ({
        id,
        title: placeholders(title),
        asks: probe ?? `flow ${other ?? ''}`,
        kind: 'step',
      })),
      ...Object.entries(flow.diagnoses).map(([id, { title, verdict }]): GraphNode => ({
        id,
        title: placeholders(title),
        asks: '',
        kind: verdict === 'problem' ? 'problem' : 'healthy',
      })),
      ...(ends ? [unknown] : []),
    ],
    edges,
  };
};

const unknown: GraphNode = {
  id: inconclusive,
  title: 'Something could not be told',
  asks: '',
  kind: 'open',
};

const edgesIn = (flow: Flow): readonly GraphEdge[] =>
  allEdges(flow).map(({ step, edge, row }) => {
    const outcome = edge.split('.')[0] as Outcome;
    const label = outcome === 'found' ? whenWords(row.when ?? {}) || 'otherwise' : outcome;
    return { from: step, to: row.go, label, blind: isBlind(outcome) };
  });

/** Several rows to the same place as one arrow with several words. */
export const merged = (edges: readonly GraphEdge[]): readonly GraphEdge[] => {
  const all = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const key = `${edge.from} ${edge.to} ${edge.blind}`;
    const earlier = all.get(key);
    all.set(key, earlier ? { ...edge, label: `${earlier.label}, or ${edge.label}` } : edge);
  }
  return [...all.values()];
};
