import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { execa } from 'execa';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../cli/program.ts';
import { browserNeeds } from './parts.ts';

// The catalogue's pages in a real browser, from the disk and without a network.

let folder: string;
let browser: Browser;

beforeAll(async () => {
  await browserNeeds();
  folder = await mkdtemp(path.join(tmpdir(), 'deploy-doctor-pages-'));
  await execa(process.execPath, [program, 'explain', '--html', folder]);
  browser = await chromium.launch({
    executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync) ?? '',
    args: ['--no-sandbox'],
  });
});

afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

const opened = async (
  name: string,
  work: (page: Page, complaints: readonly string[]) => Promise<void>,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<void> => {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1024, height: 768 } });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(`asked for ${request.url()}`);
  });
  try {
    await page.goto(pathToFileURL(path.join(folder, name)).href);
    await work(page, complaints);
  } finally {
    await page.close();
  }
};

const pages = [
  'index.html',
  'p1000-auth.html',
  'health-check-fails.html',
  'module-not-found.html',
  'text-file-busy.html',
  'p1000-auth.volume-keeps-old-password.html',
  'health-check-fails.tool-missing.html',
];

describe.each(['light', 'dark'] as const)('in %s colours', (colours) => {
  it.each(pages)('%s meets the accessibility rules', async (name) => {
    await opened(
      name,
      async (page) => {
        await page.evaluate(axe.source);
        const violations = await page.evaluate(async () => {
          const inPage = globalThis as unknown as { axe: typeof axe };
          const { violations } = await inPage.axe.run();
          return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
        });
        expect(violations).toEqual([]);
      },
      colours,
    );
  });
});

it('the search leaves what has the words, forgives a slip, and says how many there are', async () => {
  await opened('index.html', async (page, complaints) => {
    const shown = () => page.locator('[data-words]:visible').allTextContents();
    const all = (await shown()).length;
    expect(all).toBeGreaterThan(40);
    await page.getByLabel(/^Search/).fill('wget');
    expect(await shown()).toContain('A container is unhealthy, or a deploy script says so');
    expect((await shown()).length).toBeLessThan(all);
    await page.getByLabel(/^Search/).fill('pasword authentifcation failed');
    expect((await shown())[0]).toMatch(/P1000|password|credentials/);
    expect(await page.getByRole('status').textContent()).toContain('nearest');
    await page.getByLabel(/^Search/).fill('zzzz');
    expect(await shown()).toEqual([]);
    expect(await page.getByRole('status').textContent()).toBe('No page has these words.');
    await page.getByLabel(/^Search/).fill('');
    expect((await shown()).length).toBe(all);
    expect(complaints).toEqual([]);
  });
});

it('every page is reached by links, and a tree is drawn where one is', async () => {
  await opened('index.html', async (page, complaints) => {
    await page.getByRole('link', { name: /P1000/ }).first().click();
    const tree = page.getByRole('img');
    expect((await tree.boundingBox())?.height).toBeGreaterThan(500);
    expect(await tree.locator('rect.box').count()).toBeGreaterThan(20);
    await page
      .getByRole('link', { name: /older password|keeps/ })
      .first()
      .click();
    expect(page.url()).toContain('p1000-auth.');
    await page.getByRole('link', { name: 'deploy-doctor', exact: true }).click();
    expect(page.url()).toContain('index.html');
    expect(complaints).toEqual([]);
  });
});
