import { keyLabel } from './key-name.ts';
import { keys } from './keys.ts';

/** The keys as the README shows them: each once, in the order of the table. */
export const keyTable = (): string => {
  const rows = keys.map(({ keys: names, words }) => {
    const labels = names.map((name) => `\`${keyLabel(name)}\``).join(' ');
    return `| ${labels} | ${words} |`;
  });
  return ['| key | what it does |', '| --- | --- |', ...rows].join('\n');
};

/** What stands between these in the README is written by `npm run generate`. */
export const keysMark = {
  begin: '<!-- keys: written by npm run generate -->',
  end: '<!-- end of keys -->',
};
