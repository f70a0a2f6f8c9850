import { pattern } from '../core/pattern.ts';

/** What a program said when it did not find a module. */
export type Complaint = {
  readonly language: 'python' | 'node';
  /** As it was asked for: `alembic.config`, `express`, `./routes`. */
  readonly module: string;
  /** The file that asked, where the text says it. */
  readonly importer?: string;
  /** The interpreter that said so, where it signs. */
  readonly interpreter?: string;
  /** Files of the traceback, outermost first. */
  readonly frames: readonly string[];
  /** RFC 3339, the engine's clock. */
  readonly at?: string;
  readonly excerpt: string;
};

export type Line = { readonly text: string; readonly at?: string };

type Form = {
  readonly language: Complaint['language'];
  readonly guard: string;
  readonly expression: ReturnType<typeof pattern>;
};

const form = (language: Form['language'], guard: string, expression: string): Form => ({
  language,
  guard,
  expression: pattern(expression),
});

/** The most telling first: the first that holds for a line is taken. */
const forms: readonly Form[] = [
  form('python', 'No module named', `ModuleNotFoundError: No module named '(?P<module>[^']+)'`),
  form(
    'python',
    'No module named',
    `(?P<interpreter>/\\S+): No module named '?(?P<module>[\\w.]+)`,
  ),
  form('python', 'No module named', `No module named '?(?P<module>[\\w.]+)`),
  form(
    'python',
    ' is not installed, run',
    'ImportError: (?P<module>[\\w.-]+) is not installed, run',
  ),
  form(
    'node',
    'Cannot find package',
    `Cannot find package '(?P<module>[^']+)' imported from (?P<importer>\\S+)`,
  ),
  form(
    'node',
    'Cannot find module',
    `Cannot find module '(?P<module>[^']+)' imported from (?P<importer>\\S+)`,
  ),
  form('node', 'Cannot find module', `Cannot find module '(?P<module>[^']+)'`),
];

/** So far up a traceback is read, and so far down a stack of requiring files. */
const around = 80;
const mostShown = 12;

/** The latest complaint of a log, or the latest about one module. */
export const latestComplaint = (lines: readonly Line[], module?: string): Complaint | undefined => {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const complaint = complaintAt(lines, at);
    if (complaint && (module === undefined || isAbout(complaint.module, module))) return complaint;
  }
  return undefined;
};

/** `alembic` is also what `alembic.config` is about; distributions write a dash for an underscore. */
export const isAbout = (said: string, asked: string): boolean => {
  const [a, b] = [plain(said), plain(asked)];
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
};

const plain = (name: string): string => name.replaceAll('-', '_').toLowerCase();

const complaintAt = (lines: readonly Line[], at: number): Complaint | undefined => {
  const line = lines[at];
  if (!line) return undefined;
  for (const { language, guard, expression } of forms) {
    if (!line.text.includes(guard)) continue;
    const groups = expression.find(line.text)?.groups;
    const module = groups?.['module'];
    if (!groups || module === undefined) continue;
    const frames = language === 'python' ? framesAbove(lines, at) : [];
    const importer =
      groups['importer'] ?? (language === 'node' ? requiring(lines, at) : frames.at(-1));
    return {
      language,
      module,
      ...(importer !== undefined && { importer: importer.replace(/^file:\/\//, '') }),
      ...(groups['interpreter'] !== undefined && { interpreter: groups['interpreter'] }),
      frames,
      ...(line.at !== undefined && { at: line.at }),
      excerpt: shown(lines, at, language),
    };
  }
  return undefined;
};

const frame = pattern('^\\s*File "(?P<file>/[^"]+)", line \\d+');
const begins = 'Traceback (most recent call last)';

const framesAbove = (lines: readonly Line[], at: number): readonly string[] => {
  const frames: string[] = [];
  for (let index = at - 1; index >= Math.max(0, at - around); index -= 1) {
    const text = lines[index]?.text ?? '';
    if (text.includes(begins)) break;
    const file = frame.find(text)?.groups['file'];
    if (file !== undefined) frames.unshift(file);
  }
  return frames;
};

const stackHead = 'Require stack:';

/** The first of the files that require one another: the one that asked. */
const requiring = (lines: readonly Line[], at: number): string | undefined => {
  for (let index = at + 1; index < Math.min(lines.length, at + 3); index += 1) {
    if (lines[index]?.text.trim() !== stackHead) continue;
    const first = lines[index + 1]?.text.trim() ?? '';
    const file = first.startsWith('- ') ? first.slice(2) : '';
    return file.startsWith('/') && !file.endsWith('[eval]') ? file : undefined;
  }
  return undefined;
};

const shown = (lines: readonly Line[], at: number, language: Complaint['language']): string => {
  const from = language === 'python' ? Math.max(0, at - 2) : at;
  const to = language === 'python' ? at + 1 : Math.min(lines.length, at + 3);
  return lines
    .slice(from, to)
    .map(({ text }) => text.slice(0, 400))
    .slice(-mostShown)
    .join('\n');
};
