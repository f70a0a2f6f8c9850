import type { Flow } from '../core/flow.ts';
import { inOrder } from '../core/known.ts';
import { graphOf, type GraphEdge, type GraphNode } from './graph.ts';

/**
 * Where everything stands in a picture of a tree: steps one below the other on the left, leaves on
 * the right, and between them one line down the gutter for each place that is led to. Nothing can
 * cross a box, however big the tree.
 */
export type Ladder = {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
};

export type Box = {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: readonly string[];
  readonly rows: readonly BoxRow[];
};

/** One way out of a step; `y` is where its line leaves. */
export type BoxRow = {
  readonly edge: GraphEdge;
  readonly y: number;
  readonly words: readonly string[];
};

/** From a row, along its lane, to what it leads to. */
export type Line = {
  readonly edge: GraphEdge;
  readonly kind: GraphNode['kind'];
  readonly points: readonly (readonly [number, number])[];
};

export const measure = {
  margin: 16,
  stepWidth: 440,
  leafWidth: 340,
  lane: 12,
  line: 18,
  pad: 10,
  gap: 22,
} as const;

/** Letters that fit: the fonts differ, so this is on the safe side. */
const fit = (width: number): number => Math.floor((width - 2 * measure.pad) / 7.4);

export const ladder = (flow: Flow): Ladder => {
  const { nodes, edges } = graphOf(flow);
  const order = inOrder(flow) ?? Object.keys(flow.steps);
  const steps = nodes
    .filter(({ kind }) => kind === 'step')
    .toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  const stepBoxes = stacked(steps, edges);
  const rows = stepBoxes.flatMap((box) => box.rows);
  const leaves = nodes.filter(({ kind }) => kind !== 'step');
  const lanes = lanesOf(stepBoxes, leaves, rows);
  const gutter = measure.lane * (Math.max(0, ...lanes.values()) + 3);
  const left = measure.margin + measure.stepWidth;
  const leafBoxes = beside(leaves, rows, left + gutter);
  const boxes = [...stepBoxes, ...leafBoxes];
  return {
    width: left + gutter + measure.leafWidth + measure.margin,
    height: Math.max(...boxes.map(({ y, height }) => y + height)) + measure.margin,
    boxes,
    lines: rows.flatMap(({ edge, y }) => {
      const target = boxes.find(({ node }) => node.id === edge.to);
      if (!target) return [];
      const lane = left + measure.lane * ((lanes.get(edge.to) ?? 0) + 1);
      const end = target.y + measure.line;
      const into = target.node.kind === 'step' ? left : target.x;
      const points = [
        [left, y],
        [lane, y],
        [lane, end],
        [into, end],
      ] as const;
      return [{ edge, kind: target.node.kind, points }];
    }),
  };
};

const stacked = (steps: readonly GraphNode[], edges: readonly GraphEdge[]): readonly Box[] => {
  const width = measure.stepWidth;
  let y: number = measure.margin;
  return steps.map((node) => {
    const title = wrapped(node.title, fit(width));
    let at = y + measure.pad + measure.line * (title.length + 1) + measure.line / 2;
    const rows = edges
      .filter(({ from }) => from === node.id)
      .map((edge): BoxRow => {
        // Beside its words stands the name of what it leads to.
        const words = wrapped(edge.label, Math.max(16, fit(width) - edge.to.length - 5));
        const row = { edge, words, y: at };
        at += measure.line * words.length;
        return row;
      });
    const box = { node, x: measure.margin, y, width, height: at - y, title, rows };
    y += box.height + measure.gap;
    return box;
  });
};

/** Leaves stand at the height of the first row that leads to them, or below the one before. */
const beside = (
  leaves: readonly GraphNode[],
  rows: readonly BoxRow[],
  x: number,
): readonly Box[] => {
  const width = measure.leafWidth;
  const wished = ({ id }: GraphNode): number =>
    Math.min(...rows.filter(({ edge }) => edge.to === id).map((row) => row.y)) - measure.line;
  let free: number = measure.margin;
  return leaves
    .filter((node) => Number.isFinite(wished(node)))
    .toSorted((a, b) => wished(a) - wished(b))
    .map((node) => {
      const title = wrapped(node.title, fit(width));
      const y = Math.max(free, wished(node));
      const height = measure.pad + measure.line * (title.length + 1) + measure.pad / 2;
      free = y + height + measure.gap / 2;
      return { node, x, y, width, height, title, rows: [] };
    });
};

/** A lane for each place that is led to; two share one where they never meet. */
const lanesOf = (
  steps: readonly Box[],
  leaves: readonly GraphNode[],
  rows: readonly BoxRow[],
): ReadonlyMap<string, number> => {
  const tops = new Map<string, number>(steps.map((box) => [box.node.id, box.y]));
  for (const box of beside(leaves, rows, 0)) tops.set(box.node.id, box.y);
  const spans = [...tops]
    .map(([id, top]) => {
      const ys = rows.filter(({ edge }) => edge.to === id).map((row) => row.y);
      const end = top + measure.line;
      return { id, from: Math.min(end, ...ys), to: Math.max(end, ...ys), used: ys.length > 0 };
    })
    .filter(({ used }) => used)
    .sort((a, b) => a.to - a.from - (b.to - b.from));
  const lanes = new Map<string, number>();
  const taken: { lane: number; from: number; to: number }[] = [];
  for (const { id, from, to } of spans) {
    let lane = 0;
    const clash = (): boolean =>
      taken.some((other) => other.lane === lane && other.from <= to && from <= other.to);
    while (clash()) lane++;
    taken.push({ lane, from, to });
    lanes.set(id, lane);
  }
  return lanes;
};

/** Words in lines of at most so many letters; one that is longer is cut where it must be. */
export const wrapped = (text: string, letters: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    let rest = word;
    if (line && line.length + 1 + rest.length > letters) {
      lines.push(line);
      line = '';
    }
    while (rest.length > letters) {
      lines.push(rest.slice(0, letters));
      rest = rest.slice(letters);
    }
    line = line ? `${line} ${rest}` : rest;
  }
  return [...lines, line];
};
