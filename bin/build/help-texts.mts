import { runProgram } from '../../src/cli/program.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { verbs } from '../../src/cli/verbs.ts';

/** The widths that nearly every terminal and every pipe ends up with (see `Shell.columns`). */
export const widths = [80, 100];

/**
 * What `--help` prints, by the words before it and the width: `{"triage": {"80": "Usage: …"}}`.
 * To describe all commands takes three times as long as to read this.
 */
export async function helpTexts(version: string): Promise<string> {
  const texts: Record<string, Record<number, string>> = {};
  for (const words of [[], ...Object.keys(verbs).map((verb) => [verb])]) {
    const byWidth: Record<number, string> = {};
    for (const columns of widths) byWidth[columns] = await helpOf(words, columns, version);
    texts[words.join(' ')] = byWidth;
  }
  return JSON.stringify(texts);
}

async function helpOf(words: readonly string[], columns: number, version: string): Promise<string> {
  let text = '';
  const shell = { columns, write: (more: string) => (text += more) };
  // Commander uses nothing else of it before a command runs.
  await runProgram([...words, '--help'], shell as unknown as Shell, version);
  if (!text.startsWith('Usage:')) throw new Error(`no help for ${words.join(' ')}: ${text}`);
  return text;
}
