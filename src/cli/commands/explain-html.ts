import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generator } from '../../catalogue/site/frame.ts';
import { sitePages } from '../../catalogue/site/pages.ts';
import { UserError } from '../../errors.ts';
import { readFlows } from '../catalogue.ts';
import { exit } from '../exit.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';

/** Writes the catalogue as a folder of pages that a browser opens from the disk. */
export const explainHtml = async (shell: Shell, folder: string, given: Given): Promise<number> => {
  const place = path.resolve(shell.cwd, folder);
  const pages = sitePages(await readFlows(shell, given));
  try {
    mkdirSync(place, { recursive: true });
    if (isForeign(place)) {
      throw new UserError(`${folder} holds other files.`, 'Name a folder that is new or empty.');
    }
    for (const [name, text] of pages) writeFileSync(path.join(place, name), text);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UserError(
      `Cannot write to ${folder}: ${error.message}.`,
      'Name a folder that this user may write to.',
    );
  }
  shell.print(`${pages.size} pages. Open ${path.join(place, 'index.html')} in a browser.`);
  return exit.fine;
};

/** Ours are written anew; anybody else's stay as they are. */
const isForeign = (place: string): boolean => {
  const first = path.join(place, 'index.html');
  if (readdirSync(place).length === 0) return false;
  return !existsSync(first) || !readFileSync(first, 'utf8').includes(`content="${generator}"`);
};
