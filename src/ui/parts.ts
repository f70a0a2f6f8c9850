import { blank, line, type Line } from './text.ts';

/** A part of a long text: what Tab jumps to. */
export type Part = { readonly heading?: string; readonly lines: readonly Line[] };

/** Parts one after the other, an empty row between them; empty parts are left out. */
export const joinParts = (
  parts: readonly Part[],
): { readonly lines: readonly Line[]; readonly sections: readonly number[] } => {
  const lines: Line[] = [];
  const sections: number[] = [];
  for (const part of parts) {
    if (part.lines.length === 0) continue;
    if (lines.length > 0) lines.push(blank);
    sections.push(lines.length);
    if (part.heading !== undefined) lines.push(line(part.heading, 'strong'));
    lines.push(...part.lines);
  }
  return { lines, sections };
};
