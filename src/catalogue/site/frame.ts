import { createHash } from 'node:crypto';
import { escaped } from '../tree-picture.ts';

/** What a page of the site is made of; `main` is HTML, the rest is text. */
export type SitePage = {
  readonly title: string;
  /** Where the reader is: a link back to each place above. */
  readonly above: readonly (readonly [href: string, words: string])[];
  readonly main: string;
  readonly script?: string;
};

/** One page that fetches nothing, and runs no script but its own. */
export const frame = ({ title, above, main, script }: SitePage): string => {
  const hash = script && createHash('sha256').update(script).digest('base64');
  const scripts = hash === undefined ? '' : `; script-src 'sha256-${hash}'`;
  const links = above.map(([href, words]) => `<a href="${escaped(href)}">${escaped(words)}</a> / `);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="${generator}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${scripts}">
<title>${escaped(title)}</title>
<style>${looks}</style>
</head>
<body>
<header><nav aria-label="Where you are">${links.join('')}<span aria-current="page">${escaped(title)}</span></nav></header>
<main>
<h1>${escaped(title)}</h1>
${main}
</main>
${script === undefined ? '' : `<script>${script}</script>\n`}</body>
</html>
`;
};

/** A folder with another generator's pages is not written over. */
export const generator = 'deploy-doctor explain --html';

const looks = [
  ':root{color-scheme:light dark;--text:#1d2939;--quiet:#475467;--ground:#fff;--edge:#98a2b3;--link:#1849a9;--code:#f2f4f7}',
  '@media(prefers-color-scheme:dark){:root{--text:#e4e7ec;--quiet:#98a2b3;--ground:#0c111d;--edge:#475467;--link:#84adff;--code:#161b26}}',
  'body{margin:0 auto;padding:1.5rem;max-width:62rem;font:16px/1.55 system-ui,sans-serif;color:var(--text);background:var(--ground)}',
  'a{color:var(--link)}nav{color:var(--quiet);font-size:.9rem}p,li{max-width:46rem}',
  'code,pre{font:.9em/1.5 ui-monospace,monospace;background:var(--code)}code{padding:.1em .3em}pre{padding:.8em;overflow-x:auto}',
  'label{display:block;font-weight:600}input{font:inherit;width:100%;max-width:32rem;padding:.4em;color:inherit;background:var(--ground);border:1px solid var(--edge);border-radius:4px}',
  '.quiet{color:var(--quiet)}.tree{overflow-x:auto;border:1px solid var(--edge);border-radius:6px}',
  ':focus-visible{outline:3px solid var(--link);outline-offset:2px}li{margin:.4em 0}',
].join('');

export const code = (words: string): string => `<code>${escaped(words)}</code>`;
export const paragraph = (words: string): string => `<p>${escaped(words)}</p>`;
export const link = (href: string, words: string): string =>
  `<a href="${escaped(href)}">${escaped(words)}</a>`;
export const list = (items: readonly string[], kind: 'ul' | 'ol' = 'ul'): string =>
  items.length === 0
    ? ''
    : `<${kind}>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</${kind}>`;
/** Nothing where there is nothing to head. */
export const section = (heading: string, body: string): string =>
  body === '' ? '' : `<h2>${escaped(heading)}</h2>\n${body}`;
