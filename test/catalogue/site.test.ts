import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadFlows } from '../../src/catalogue/load.ts';
import { sitePages } from '../../src/catalogue/site/pages.ts';

const { flows } = await loadFlows(path.join(import.meta.dirname, '../../flows'));
const pages = sitePages(flows);

test('every flow and every diagnosis has a page', () => {
  const expected = flows.flatMap(({ id, diagnoses }) => [
    `${id}.html`,
    ...Object.keys(diagnoses).map((leaf) => `${id}.${leaf}.html`),
  ]);
  expect([...pages.keys()].sort()).toEqual(['index.html', ...expected].sort());
});

describe.each([...pages])('%s', (_, page) => {
  test('links to pages that are there, and fetches nothing', () => {
    const links = [...page.matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => href);
    expect(links.filter((href) => !pages.has(href))).toEqual([]);
    expect(page).not.toMatch(/ src=|@import|url\((?!#)/);
    expect(page).toContain("default-src 'none'");
  });
});

test('a text that looks like markup is shown as text', () => {
  const [flow] = flows;
  if (!flow) throw new Error('there is no flow');
  const hostile = '"><img src=x onerror=alert(1)>\u001b[2J';
  const [leaf = ''] = Object.keys(flow.diagnoses);
  const found = flow.diagnoses[leaf];
  if (!found) throw new Error('there is no diagnosis');
  const spoilt = {
    ...flow,
    title: hostile,
    about: hostile,
    signatures: [{ contains: hostile }],
    diagnoses: { ...flow.diagnoses, [leaf]: { ...found, title: hostile, explain: hostile } },
  };
  for (const page of sitePages([spoilt]).values()) {
    expect(page).not.toContain('<img');
    expect(page).not.toContain('\u001b');
  }
});
