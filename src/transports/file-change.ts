import { createHash } from 'node:crypto';
import { isSecret, textBytes } from '../core/probe.ts';
import { changeWords } from '../core/request-words.ts';
import type { Change } from '../core/change.ts';
import type { Reply } from '../core/target.ts';
import { refusal } from './failure.ts';
import { exits, fileScript, type FileChange } from './file-scripts.ts';

export type Run = Extract<Change, { readonly kind: 'run' }>;

/** Carries a change of a file out by `run`, whatever starts programs here: this machine, or ssh. */
export const changeFile = async (
  change: FileChange,
  run: (request: Run) => Promise<Reply>,
): Promise<Reply> => {
  const unsafe = pathsOf(change).find((path) => !/^\/[^\0]*[^/\0]$/.test(path));
  if (unsafe !== undefined) {
    return refusal('unreadable', changeWords(change), `${unsafe} is not an absolute path`);
  }
  const bytes = change.kind === 'write' ? bytesOf(change.content) : undefined;
  const sha256 = change.kind === 'write' ? (bytes ? digest(bytes) : fromDigest(change)) : '';
  const reply = await run({
    kind: 'run',
    argv: fileScript(change, sha256),
    ...(bytes && { stdin: bytes }),
    timeoutMs: 60_000,
  });
  if (!reply.ok) return { ok: false, failure: { ...reply.failure, subject: changeWords(change) } };
  return reply.exit === 0 ? { ok: true } : refused(change, reply);
};

const pathsOf = (change: FileChange): readonly string[] => [
  change.path,
  ...('backup' in change ? [change.backup] : []),
];

type Write = Extract<FileChange, { readonly kind: 'write' }>;

const bytesOf = (content: Write['content']): Uint8Array | undefined => {
  if (isSecret(content)) throw new Error('write: a secret came to the wire unrevealed');
  return typeof content === 'object' && 'from' in content ? undefined : textBytes(content);
};

const fromDigest = ({ content }: Write): string =>
  typeof content === 'object' && 'from' in content ? content.sha256 : '';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Nothing was changed where a script ends so: the rename is its last step. */
const refused = (change: FileChange, reply: Extract<Reply, { readonly ok: true }>): Reply => {
  const words = new TextDecoder().decode(reply.stderr).trim() || `it ended with ${reply.exit}`;
  const no = (outcome: Parameters<typeof refusal>[0], ...more: ('sudo' | 'install')[]): Reply =>
    refusal(outcome, changeWords(change), words, more.length > 0 ? more : undefined);
  if (reply.exit === exits.gone) return no('not-found');
  if (reply.exit === exits.refused || reply.exit === exits.owner) return no('permission', 'sudo');
  return reply.exit === exits.noTool ? no('tool-missing', 'install') : no('unreadable');
};
