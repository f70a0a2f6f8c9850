import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { draftFlow } from '../catalogue/draft-flow.ts';
import { candidatesOf, type Candidate } from '../core/candidates.ts';
import { sanitise } from '../core/clean.ts';
import { redactPatterns } from '../core/redact.ts';
import { probes } from '../probes/index.ts';
import { createErrorLines } from '../scan/error-lines.ts';
import { healthyLines } from '../scan/healthy-lines.ts';
import type { Shell } from './shell.ts';

/** Keeps a text that nobody knows as a draft of a flow, for a person to finish. */
export const remember = (shell: Shell, text: string): void => {
  const candidates = candidatesOf(errorLinesOf(redactPatterns(sanitise(text))), healthyLines);
  if (candidates.length === 0) {
    shell.say('Nothing is kept: the text has no words that a healthy log could not have, too.');
    return;
  }
  const folder = freeFolder(path.join(shell.cwd, 'drafts'), nameOf(candidates));
  const files = draftFlow(path.basename(folder), candidates, probes);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    // It may quote what others shall not read.
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
  }
  const shown = path.relative(shell.cwd, folder);
  for (const { contains, nearTo } of candidates) {
    shell.say(`Candidate: ${contains}`);
    if (nearTo !== undefined) shell.say(`  It comes near to a healthy line: ${nearTo}`);
  }
  shell.say(`A draft stands in ${shown}. Read it for what should not leave this host, finish it,`);
  shell.say(`then: deploy-doctor flow lint ${shown} && deploy-doctor flow test ${shown}`);
};

/** Lines that say that something failed, the most frequent first; where none does, all of them. */
const errorLinesOf = (text: string): readonly string[] => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const errors = createErrorLines();
  for (const line of lines) errors.add(line);
  const groups = errors.groups();
  return groups.length > 0 ? groups.map(({ excerpt }) => excerpt) : lines;
};

const nameOf = ([first]: readonly Candidate[]): string => {
  const words = (first?.contains ?? '').toLowerCase().match(/[a-z]{2,}/g) ?? [];
  return words.slice(0, 5).join('-') || 'unknown-text';
};

const freeFolder = (within: string, name: string): string => {
  for (let copy = 1; ; copy += 1) {
    const folder = path.join(within, copy === 1 ? name : `${name}-${copy}`);
    if (!existsSync(folder)) return folder;
  }
};
