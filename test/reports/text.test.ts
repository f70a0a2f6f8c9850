import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/session.ts';
import { markdown } from '../../src/reports/markdown.ts';
import { plain } from '../../src/reports/plain.ts';
import { progress } from '../../src/reports/progress.ts';
import { begin, end, folded, source, walked } from './incident.ts';

const golden = (name: string) => path.join(import.meta.dirname, 'golden', name);
const incident = [
  ...begin('triage'),
  ...walked('shop-api-1', { reason: 'diagnosed', confidence: 'confirmed' }),
  ...walked('shop-job-1', { reason: 'inconclusive' }),
  ...end,
];

test('the incident report reads like this', async () => {
  await expect(markdown(source(...incident))).toMatchFileSnapshot(golden('incident.md'));
});

test('the plain verdict reads like this', async () => {
  const lines = plain(source(...incident));
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(golden('incident.txt'));
});

test('plain progress tells each step once it is done', () => {
  const events: readonly Event[] = incident;
  const told = events.flatMap((event, index) =>
    progress(event, folded(...events.slice(0, index + 1))),
  );
  expect(told).toEqual([
    'looked over 3 containers, docker 26.1.5 (60 ms)',
    'p1000-auth on shop-api-1: 41 lines in its log',
    'p1000-auth on shop-api-1: app-url: it was found (12 ms)',
    'p1000-auth on shop-api-1: file-url: the file and the container hold different values (12 ms)',
    'p1000-auth on shop-job-1: 41 lines in its log',
    'p1000-auth on shop-job-1: app-url: it was found (12 ms)',
    'p1000-auth on shop-job-1: file-url: permission: the file and the container hold different values (12 ms)',
  ]);
});

describe('where nothing is wrong', () => {
  const lines = plain(source(...begin('triage'), ...end));
  test('the plain verdict says so, and what it did not look at', () => {
    expect(lines).toContain('nothing known to be wrong on this machine');
    expect(lines).toContain('bound: log of shop-api-1: only the last 2000 lines');
  });
  test('it names the error lines that no flow knows', () => {
    expect(lines).toContain('unknown to every flow: shop-web-1: 3 × panic: index 3 of `rows`');
  });
});

test('foreign words make no heading, no link and no end of a code block in Markdown', () => {
  const [started, ...rest] = begin('run');
  const evil = walked('shop-api-1', { reason: 'diagnosed', confidence: 'likely' }).map((event) =>
    event.type === 'probe.finished' && event.step === 'file-url'
      ? {
          ...event,
          result: { outcome: 'found', data: { same: false, excerpt: 'x\n```\n# Owned\n[a](b)' } },
        }
      : event.type === 'branch.taken'
        ? { ...event, because: '# Owned <script> [a](http://example.com)' }
        : event,
  ) as readonly Event[];
  const text = markdown(source(...(started ? [started] : []), ...rest, ...evil, ...end));
  const outside = text.replace(/^( *)(`{3,})[^\n]*\n[\s\S]*?\n\1\2$/gm, '');
  expect(outside).not.toMatch(/^\s*#+ Owned/m);
  expect(outside).not.toMatch(/[^\\]\[a[^\\]?\]\(|[^\\]<script/);
  expect(text).toContain('````');
});
