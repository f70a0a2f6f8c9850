import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { words, type Line } from '../text.ts';
import { looksOf, marks, statuses } from '../theme.ts';

export type RowsProps = {
  readonly lines: readonly Line[];
  readonly colour: boolean;
  /** Symbols are for eyes: a voice is given the words alone. */
  readonly reader: boolean;
  /** The choice under the pointer. */
  readonly isChosen?: boolean;
};

/** Lines as they are, each in its row. */
export const Rows = ({ lines, colour, reader, isChosen = false }: RowsProps): ReactNode => (
  <Box flexDirection="column">
    {lines.map((spans, row) => (
      // Rows have no other identity than their place on the screen.
      <Text key={row} wrap="truncate" {...(reader && { 'aria-label': spoken(spans) })}>
        {spans.length === 0
          ? ' '
          : spans.map(({ text, tone }, at) => (
              <Text
                key={at}
                {...(tone && looksOf(tone, colour))}
                {...(isChosen && row === 0 && !tone && looksOf('strong', colour))}
              >
                {text}
              </Text>
            ))}
      </Text>
    ))}
  </Box>
);

const silent = new Set<string>([
  ...Object.values(statuses).map(({ symbol }) => symbol),
  ...Object.values(marks),
  '│',
  '→',
]);

/** The words of a line, without what only eyes can use. */
export const spoken = (spans: Line): string =>
  words(spans)
    .split(' ')
    .filter((word) => word !== '' && !silent.has(word))
    .join(' ');
