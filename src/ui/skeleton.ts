/** The first thing on the screen, written before anything heavy is loaded: it loads nothing. */
export const skeleton = (columns: number, rows: number): string => {
  const lines =
    rows < 9 || columns < 30
      ? [short]
      : rows < 16
        ? [head, title, wait]
        : [head, '', title, '', wait];
  return lines.map((line, at) => `\u001b[${at + 1};1H${line.slice(0, columns)}`).join('');
};

const head = ' deploy-doctor  this machine';
const title = ' What is wrong?';
const wait = ' … connecting';
const short = 'deploy-doctor';
