import type { KnownSignature } from '../core/signature.ts';
import { skipTable, type SkipTable } from './skip-table.ts';

/** Signatures with the table that finds their guards; made once, used for any number of logs. */
export type Finder = {
  readonly table: SkipTable;
  readonly signatures: readonly KnownSignature[];
  /** The bytes of those signatures that are nothing but their guard. */
  readonly plain: readonly (Uint8Array | undefined)[];
};

export const finderOf = (signatures: readonly KnownSignature[]): Finder => ({
  table: skipTable(signatures.map(({ guard }) => guard)),
  signatures,
  plain: signatures.map(({ guard, isGuard }) =>
    isGuard ? new TextEncoder().encode(guard) : undefined,
  ),
});

export const asked = (
  { signatures }: Finder,
  literals: readonly number[],
): readonly KnownSignature[] =>
  literals.flatMap((literal) => {
    const known = signatures[literal];
    return known ? [known] : [];
  });

/** The one signature of a hit, where the bytes alone prove it: nothing has to be decoded. */
export const provenByBytes = (
  { table, signatures, plain }: Finder,
  bytes: Uint8Array,
  literals: readonly number[],
  at: number,
): KnownSignature | undefined => {
  const [literal = -1, ...others] = literals;
  const text = plain[literal];
  if (others.length > 0 || text === undefined) return undefined;
  const from = at - (table.ends[literal] ?? 0);
  if (from < 0) return undefined;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[from + index] !== text[index]) return undefined;
  }
  return signatures[literal];
};
