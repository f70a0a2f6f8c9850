import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { words, type Line } from '../text.ts';
import { marks, statuses, styled } from '../theme.ts';

export type RowsProps = {
  readonly lines: readonly Line[];
  readonly colour: boolean;
  /** Symbols are for eyes: a voice is given the words alone. */
  readonly reader: boolean;
  /** The choice under the pointer. */
  readonly isChosen?: boolean;
};

/** Lines as they are, each in its row. */
export const Rows = ({ lines, colour, reader, isChosen = false }: RowsProps): ReactNode => {
  if (lines.length === 0) return null;
  if (reader) return <Spoken lines={lines} />;
  const rows = lines.map((spans, row) =>
    spans.map(({ text, tone }) =>
      styled(text, isChosen && row === 0 ? (tone ?? 'strong') : tone, colour),
    ),
  );
  // One text for all rows: a node for each span would double the time to the first frame.
  return <Text>{rows.map((row) => row.join('') || ' ').join('\n')}</Text>;
};

const Spoken = ({ lines }: Pick<RowsProps, 'lines'>): ReactNode => (
  <Box flexDirection="column">
    {lines.map(spoken).map((text, row) => (
      // Rows have no other identity than their place.
      <Text key={row}>{text}</Text>
    ))}
  </Box>
);

const silent = new Set<string>([
  ...Object.values(statuses).map(({ symbol }) => symbol),
  ...Object.values(marks),
  '│',
  '→',
]);

/** Keys whose labels are drawings. */
const said: Readonly<Record<string, string>> = { '↑↓': 'arrows', '⏎': 'Enter', '/': 'slash' };

/** The words of a line, without what only eyes can use. */
export const spoken = (spans: Line): string =>
  words(spans)
    .split(' ')
    .filter((word) => word !== '' && !silent.has(word))
    .map((word) => said[word] ?? word)
    .join(' ');
