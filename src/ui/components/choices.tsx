import { Text } from 'ink';
import SelectInput, { type IndicatorProps, type ItemProps } from 'ink-select-input';
import type { ReactNode } from 'react';
import type { Choice } from '../page.ts';
import { line, words, type Line } from '../text.ts';
import { marks, styled } from '../theme.ts';
import { Rows } from './rows.tsx';

export type ChoicesProps = {
  readonly choices: readonly Choice[];
  readonly chosen: string | undefined;
  /** How many are shown at once. */
  readonly limit: number;
  /** False while keys go into a field. */
  readonly isFocused: boolean;
  readonly colour: boolean;
  readonly reader: boolean;
  onChoose(value: string): void;
  onOpen(value: string): void;
};

/** A list that keeps its pointer on what was chosen, however the list changes under it. */
export const Choices = (props: ChoicesProps): ReactNode => {
  const { choices, chosen, limit, isFocused, colour, reader, onChoose, onOpen } = props;
  const items = choices.map(({ value, lines }) => ({
    key: value,
    value,
    label: words(lines[0] ?? line('')),
    lines,
    colour,
    reader,
  }));
  const index = Math.max(
    0,
    choices.findIndex(({ value }) => value === chosen),
  );
  return (
    <SelectInput
      // Its pointer is a place; ours is a value. Another list starts it anew at that value.
      key={`${limit} ${items.map(({ value }) => value).join(' ')} ${isFocused}`}
      items={items}
      initialIndex={index}
      limit={limit}
      isFocused={isFocused}
      indicatorComponent={colour ? Pointer : PlainPointer}
      itemComponent={Item}
      onHighlight={({ value }) => onChoose(value)}
      onSelect={({ value }) => onOpen(value)}
    />
  );
};

type Shown = ItemProps & {
  readonly lines?: readonly Line[];
  readonly colour?: boolean;
  readonly reader?: boolean;
};

const Item = ({ isSelected = false, lines = [], colour = false, reader = false }: Shown) => (
  <Rows lines={lines} colour={colour} reader={reader} isChosen={isSelected} />
);

const pointer = (isSelected: boolean, colour: boolean): ReactNode => (
  <Text aria-label={isSelected ? 'chosen:' : ''}>
    {isSelected ? styled(`${marks.chosen} `, colour ? 'accent' : 'strong', colour) : '  '}
  </Text>
);

const Pointer = ({ isSelected = false }: IndicatorProps) => pointer(isSelected, true);

const PlainPointer = ({ isSelected = false }: IndicatorProps) => pointer(isSelected, false);
