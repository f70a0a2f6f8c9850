import { describe, expect, it } from 'vitest';
import { ladder, wrapped } from '../../src/catalogue/ladder.ts';
import { mermaid } from '../../src/catalogue/mermaid.ts';
import { treePage, treePicture } from '../../src/catalogue/tree-picture.ts';
import { flowFrom, sampleText } from '../core/sample-flow.ts';

const flow = flowFrom(sampleText);
const hostile = flowFrom(
  sampleText
    .replace('The door does not open', `'<script>alert("1")</script> & "end" \\u001b]8;;x'`)
    .replace('title: There is no door', `title: '</svg><img src=x onerror=alert(1)> [a](b) "q"'`),
);

/** Names of elements in the order in which they open; throws where they do not nest. */
const elements = (xml: string): readonly string[] => {
  const open: string[] = [];
  const seen: string[] = [];
  for (const [, closing, name = '', rest = ''] of xml.matchAll(
    /<(\/?)([a-z!-]+)((?:"[^"]*"|[^">])*)>/gi,
  )) {
    if (name === '!doctype' || name === 'meta') continue;
    if (closing) expect(open.pop()).toBe(name);
    else {
      seen.push(name);
      if (!rest.endsWith('/')) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return seen;
};

describe('the picture of a tree', () => {
  const { boxes, lines, width, height } = ladder(flow);

  it('has a box for each step and leaf, and none lies over another', () => {
    expect(boxes.map(({ node }) => node.id).toSorted()).toEqual(
      ['hinges', 'inconclusive', 'jammed', 'lock', 'no-door', 'rusty', 'works'].toSorted(),
    );
    for (const [index, a] of boxes.entries()) {
      expect(a.x + a.width).toBeLessThanOrEqual(width);
      expect(a.y + a.height).toBeLessThanOrEqual(height);
      for (const b of boxes.slice(index + 1)) {
        const apart =
          a.x + a.width <= b.x ||
          b.x + b.width <= a.x ||
          a.y + a.height <= b.y ||
          b.y + b.height <= a.y;
        expect(apart, `${a.node.id} and ${b.node.id}`).toBe(true);
      }
    }
  });

  it('has a line for each way out, and none crosses a box', () => {
    expect(lines).toHaveLength(8);
    const left = Math.max(
      ...boxes.filter(({ node }) => node.kind === 'step').map((box) => box.x + box.width),
    );
    const right = Math.min(...boxes.filter(({ node }) => node.kind !== 'step').map((box) => box.x));
    for (const { points } of lines) {
      for (const [x] of points) {
        expect(x).toBeGreaterThanOrEqual(left);
        expect(x).toBeLessThanOrEqual(right);
      }
    }
  });

  it('gives two places that are led to past each other lanes of their own', () => {
    const lanes = new Map<number, { to: string; from: number; till: number }[]>();
    for (const { edge, points } of lines) {
      const [, [x, y1] = [0, 0], [, y2] = [0, 0]] = points;
      const others = lanes.get(x) ?? [];
      const own = { to: edge.to, from: Math.min(y1, y2), till: Math.max(y1, y2) };
      for (const other of others) {
        if (other.to !== own.to) expect(other.till < own.from || own.till < other.from).toBe(true);
      }
      lanes.set(x, [...others, own]);
    }
  });

  it('is whole XML whose words are text, and fetches nothing', () => {
    const svg = treePicture(flow);
    expect(new Set(elements(svg))).toEqual(
      new Set(['svg', 'title', 'style', 'defs', 'marker', 'path', 'rect', 'g', 'text']),
    );
    expect(svg).toContain('>state is “jammed”</text>');
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|url\((?!#)|@import|<script|href/,
    );
  });

  it('lets nothing that a title says become markup', () => {
    for (const drawn of [treePicture(hostile), treePage(hostile)]) {
      const names = elements(drawn);
      expect(names).not.toContain('script');
      expect(names).not.toContain('img');
      expect(drawn).not.toContain('\u001b');
      expect(drawn).toContain('&lt;script&gt;');
    }
  });

  it('stands in a page that says of itself that it may fetch nothing', () => {
    const page = treePage(flow);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).toContain('<h1>The door does not open</h1>');
    expect(elements(page)).toContain('svg');
  });

  it('breaks lines between words, and inside one only where it must', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrapped('a abcdefghijkl', 5)).toEqual(['a', 'abcde', 'fghij', 'kl']);
    expect(wrapped('', 5)).toEqual(['']);
  });
});

describe('Mermaid', () => {
  it('shows steps, leaves and the words between them', () => {
    const drawn = mermaid(flow);
    expect(drawn).toContain('  n_lock["lock<br/>Look at the lock of &lt;container&gt;"]');
    expect(drawn).toContain('  n_works(["works<br/>The door opens"])');
    expect(drawn).toContain('  n_lock -->|"state is “open”"| n_works');
    expect(drawn).toContain('  n_lock -.->|"permission"| n_hinges');
    expect(drawn).toContain('  class n_works healthy');
  });

  it('escapes what would end a label', () => {
    expect(mermaid(hostile)).toContain(
      '&lt;/svg&gt;&lt;img src=x onerror=alert(1)&gt; [a](b) &quot;q&quot;',
    );
  });
});
