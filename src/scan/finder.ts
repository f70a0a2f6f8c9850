import type { KnownSignature } from '../core/signature.ts';
import { skipTable, type SkipTable } from './skip-table.ts';

/** Signatures with the table that finds their guards; made once, used for any number of logs. */
export type Finder = {
  readonly table: SkipTable;
  readonly signatures: readonly KnownSignature[];
};

export const finderOf = (signatures: readonly KnownSignature[]): Finder => ({
  table: skipTable(signatures.map(({ guard }) => guard)),
  signatures,
});

export const asked = (
  { signatures }: Finder,
  literals: ReadonlySet<number>,
): readonly KnownSignature[] =>
  [...literals].flatMap((literal) => {
    const known = signatures[literal];
    return known ? [known] : [];
  });
