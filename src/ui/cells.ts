import { width } from './text.ts';

/** One place of the screen; `text` is empty in the second half of a wide character. */
export type Cell = { readonly text: string; readonly style: string };

export type Row = readonly Cell[];

/** Attributes that Ink uses, by the number that sets them; each kind has one value at a time. */
type Style = {
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
  fore: string;
  back: string;
};

const bare = (): Style => ({
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  fore: '',
  back: '',
});

const piece = /\u001b\[([0-9;]*)m|\u001b\[[0-?]*[ -/]*[@-~]|([^\u001b]+)/g;

/** A row of a frame as cells, so that two frames can be compared place by place. */
export const cellsOf = (text: string): Row => {
  const cells: Cell[] = [];
  const style = bare();
  let code = '';
  for (const [, numbers, words] of text.matchAll(piece)) {
    if (numbers !== undefined) {
      apply(style, numbers);
      code = codeOf(style);
    } else if (words !== undefined) {
      for (const character of words) put(cells, character, code);
    }
  }
  while (cells.length > 0 && cells.at(-1)?.text === ' ' && cells.at(-1)?.style === '') cells.pop();
  return cells;
};

const put = (cells: Cell[], character: string, style: string): void => {
  const wide = width(character);
  const last = cells.at(-1);
  if (wide === 0 && last) cells[cells.length - 1] = { ...last, text: last.text + character };
  if (wide > 0) cells.push({ text: character, style });
  if (wide > 1) cells.push({ text: '', style });
};

const apply = (style: Style, numbers: string): void => {
  const codes = numbers === '' ? [0] : numbers.split(';').map(Number);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const length = codes[at + 1] === 2 ? 5 : 3;
      const colour = codes.slice(at, at + length).join(';');
      if (code === 38) style.fore = colour;
      else style.back = colour;
      at += length - 1;
    } else set(style, code);
  }
};

const set = (style: Style, code: number): void => {
  if (code === 0) Object.assign(style, bare());
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 3) style.italic = true;
  else if (code === 4) style.underline = true;
  else if (code === 7) style.inverse = true;
  else if (code === 22) style.bold = style.dim = false;
  else if (code === 23) style.italic = false;
  else if (code === 24) style.underline = false;
  else if (code === 27) style.inverse = false;
  else if (code === 39) style.fore = '';
  else if (code === 49) style.back = '';
  else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) style.fore = String(code);
  else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) style.back = String(code);
};

const codeOf = ({ bold, dim, italic, underline, inverse, fore, back }: Style): string =>
  [bold && '1', dim && '2', italic && '3', underline && '4', inverse && '7', fore, back]
    .filter(Boolean)
    .join(';');
