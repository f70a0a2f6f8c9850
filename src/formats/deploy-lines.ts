/** Lines of deploy scripts that write onto a file that is there, instead of putting another in its place. */

export type WritingLine = { readonly line: number; readonly text: string };

/** These truncate the same inode; `install`, `mv`, `rsync` and `sed -i` put a new one there. */
const onto = /^(?:cp|scp|dd|tee|curl|wget)$/;

/** Which lines name one of the paths as what they write. Words are split as a shell does, roughly. */
export const writingLines = (script: string, paths: readonly string[]): readonly WritingLine[] =>
  script.split('\n').flatMap((text, index) => {
    const commands = text.replace(/(^|\s)#.*$/, '').split(/&&|\|\||[;|]/);
    const hit = commands.some((command) =>
      targetsOf(command).some((target) => names(target, paths)),
    );
    return hit ? [{ line: index + 1, text: text.trim().slice(0, 200) }] : [];
  });

const words = (command: string): readonly string[] =>
  (command.match(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? []).map((word) =>
    word.replace(/["']/g, ''),
  );

const targetsOf = (command: string): readonly string[] => {
  const redirected = [...command.matchAll(/(?<![<>&])>>?\s*("[^"]*"|'[^']*'|[^\s;&|<>]+)/g)];
  const targets = redirected.map(([, word = '']) => word.replace(/["']/g, ''));
  const all = words(command);
  const at = all.findIndex((word) => onto.test(word.slice(word.lastIndexOf('/') + 1)));
  const [tool = '', ...args] = at < 0 ? [] : all.slice(at);
  return [...targets, ...written(tool.slice(tool.lastIndexOf('/') + 1), args)];
};

const written = (tool: string, args: readonly string[]): readonly string[] => {
  const after = (flags: RegExp): readonly string[] =>
    args.flatMap((word, index) => (flags.test(word) ? [args[index + 1] ?? ''] : []));
  switch (tool) {
    case 'cp':
      // These take the old file away first.
      if (args.some((word) => /^(?:--remove-destination|--backup.*|-\w*b\w*)$/.test(word)))
        return [];
      return args.slice(-1);
    case 'scp':
      return args.slice(-1);
    case 'tee':
      return args.filter((word) => !word.startsWith('-'));
    case 'curl':
      return after(/^(?:-\w*o|--output)$/);
    case 'wget':
      return after(/^(?:-\w*O|--output-document)$/);
    case 'dd':
      return args.filter((word) => word.startsWith('of=')).map((word) => word.slice(3));
    default:
      return [];
  }
};

/** `host:/srv/job.sh` and `$DIR/job.sh` are the file too, as far as their end tells. */
const names = (target: string, paths: readonly string[]): boolean =>
  paths.some((path) => {
    const bare = target.replace(/^[^/\s]*:(?=\/)/, '');
    if (bare === path) return true;
    const open = /^\$\{?\w+\}?(\/.+)$/.exec(bare)?.[1];
    return open !== undefined && path.endsWith(open);
  });

/**
 * The same copy as a whole new file that is renamed into place, with the mode that the file has now.
 * Only for a line that is one plain `cp`: nothing else is rewritten by rule.
 */
export const renamingLine = (
  line: string,
  paths: readonly string[],
  mode: number,
): string | undefined => {
  const match = /^cp((?: -[a-zA-Z]+)*) ([^\s"'\\$`*?;&|<>#]+) (\/[^\s"'\\$`*?;&|<>#]+)$/.exec(line);
  const [, flags = '', from = '', to = ''] = match ?? [];
  if (!match || !paths.includes(to)) return undefined;
  const bits = (mode & 0o777).toString(8);
  return `cp${flags} ${from} ${to}.new && chmod ${bits} ${to}.new && mv -f ${to}.new ${to}`;
};
