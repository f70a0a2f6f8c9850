import { Box } from 'ink';
import type { ReactNode } from 'react';
import { fieldLines } from '../field-lines.ts';
import type { Frame } from '../frame.ts';
import { inner, type Page, type Size } from '../page.ts';
import { blank, type Line } from '../text.ts';
import type { Spot } from '../view.ts';
import { Choices } from './choices.tsx';
import { Rows } from './rows.tsx';

export type ScreenProps = {
  readonly page: Page;
  readonly frame: Frame;
  readonly spot: Spot;
  readonly size: Size;
  readonly colour: boolean;
  readonly reader: boolean;
  onChoose(value: string): void;
  onOpen(value: string): void;
};

/** A page in its frame: head, title, field, body, keys. */
export const Screen = (props: ScreenProps): ReactNode => {
  const { page, frame, spot, size, colour, reader, onChoose, onOpen } = props;
  const looks = { colour, reader };
  const gap: readonly Line[] = frame.gap && !reader ? [blank] : [];
  const field =
    page.field && frame.fieldRows > 0
      ? fieldLines(spot.field, {
          ...page.field,
          typing: spot.typing,
          cells: inner(size),
          rows: frame.fieldRows,
        })
      : [];
  const top = [frame.header, ...gap, ...frame.title, ...field, ...gap];
  const bottom = [...gap, frame.footer];
  return (
    <Box flexDirection="column" paddingX={1} width={size.columns}>
      <Rows lines={top} {...looks} />
      <Box flexDirection="column" {...(!reader && { height: bodyRows(frame, size) })}>
        {frame.body.kind === 'lines' || page.body.kind === 'lines' ? (
          <Rows lines={frame.body.kind === 'lines' ? frame.body.shown : []} {...looks} />
        ) : (
          <>
            <Choices
              choices={
                frame.body.airy
                  ? page.body.choices.map((choice) => ({
                      ...choice,
                      lines: [...choice.lines, blank],
                    }))
                  : page.body.choices
              }
              chosen={spot.chosen}
              limit={frame.body.limit}
              isFocused={!spot.typing}
              onChoose={onChoose}
              onOpen={onOpen}
              {...looks}
            />
            <Rows lines={frame.body.after} {...looks} />
          </>
        )}
      </Box>
      <Rows lines={bottom} {...looks} />
    </Box>
  );
};

/** What is left for the body: the keys stay in the last row, whatever the text is. */
const bodyRows = ({ title, fieldRows, gap }: Frame, { rows }: Size): number =>
  Math.max(1, rows - 1 - 2 - (gap ? 3 : 0) - title.length - fieldRows);
