import xterm from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPainter, type Painter } from '../../src/ui/painter.ts';

const size = { columns: 20, rows: 8 };

/** A painter on an emulated terminal, and what a person would see on it. */
const easel = () => {
  const emulator = new xterm.Terminal({
    cols: size.columns,
    rows: size.rows,
    allowProposedApi: true,
  });
  // As the wizard: on a screen without scrollback.
  emulator.write('\u001b[?1049h');
  let bytes = 0;
  const painter: Painter = createPainter(
    (text) => {
      bytes += text.length;
      emulator.write(text);
    },
    () => size,
  );
  const rows = async (): Promise<readonly string[]> => {
    await new Promise<void>((resolve) => emulator.write('', resolve));
    const buffer = emulator.buffer.active;
    return Array.from({ length: size.rows }, (_, row) =>
      (buffer.getLine(row)?.translateToString(true) ?? '').trimEnd(),
    );
  };
  const styleAt = (row: number, column: number) => {
    const cell = emulator.buffer.active.getLine(row)?.getCell(column);
    return { bold: Boolean(cell?.isBold()), colour: cell?.getFgColor() };
  };
  return {
    ...painter,
    rows,
    styleAt,
    written: () => bytes,
    scrolledOff: () => emulator.buffer.active.baseY,
  };
};

const wanted = (frame: string): readonly string[] => {
  const rows = frame.split('\n').slice(0, size.rows - 1);
  return Array.from({ length: size.rows }, (_, row) => (rows[row] ?? '').trimEnd());
};

const text = fc.stringMatching(/^[a-c ]{0,7}$/);
const wide = fc.constantFrom('…', '✗ a', '日本語', 'e\u0301', '─', 'ab');
const row = fc.oneof(
  text,
  fc.tuple(text, wide, text).map((parts) => parts.join('')),
);
const frame = fc.array(row, { minLength: 1, maxLength: 9 }).map((rows) => rows.join('\n'));
/** Frames as a log makes them: the one before, moved up by some rows. */
const frames = fc.array(fc.tuple(frame, fc.nat(3), fc.boolean()), { minLength: 2, maxLength: 6 });

describe('the painter', () => {
  it('shows the last frame, whatever frames came before', async () => {
    await fc.assert(
      fc.asyncProperty(frames, async (list) => {
        const { paint, rows } = easel();
        let last = '';
        for (const [fresh, by, isScrolled] of list) {
          const kept = last.split('\n').slice(by);
          last = isScrolled ? [...kept, ...fresh.split('\n')].slice(0, 7).join('\n') : fresh;
          paint(last);
        }
        expect(await rows()).toEqual(wanted(last));
      }),
      { numRuns: 200 },
    );
  });

  it('writes nothing for a frame that is on the screen already', () => {
    const { paint, written } = easel();
    paint('a\nb');
    const before = written();
    paint('a\nb');
    expect(written()).toBe(before);
  });

  it('never writes the last row, so that the terminal never scrolls', async () => {
    const { paint, rows, scrolledOff } = easel();
    paint(Array.from({ length: 30 }, (_, at) => `row ${at}`).join('\n'));
    expect(await rows()).toEqual([
      'row 0',
      'row 1',
      'row 2',
      'row 3',
      'row 4',
      'row 5',
      'row 6',
      '',
    ]);
    expect(scrolledOff()).toBe(0);
  });

  it('lets the terminal move rows that only moved', () => {
    const { paint, written } = easel();
    const log = (from: number) =>
      Array.from({ length: 7 }, (_, at) => `line ${from + at} of a log`).join('\n');
    paint(log(10));
    const before = written();
    paint(log(11));
    expect(written() - before).toBeLessThan(60);
  });

  it('draws everything anew after what was on the screen is not known any more', async () => {
    const { paint, forget, rows } = easel();
    paint('a\nb');
    forget();
    paint('a\nc');
    expect(await rows()).toEqual(wanted('a\nc'));
  });

  it('keeps bold and colour', async () => {
    const { paint, rows, styleAt } = easel();
    paint('plain');
    paint('\u001b[1mbo\u001b[22m\u001b[31mred\u001b[39m');
    await rows();
    expect(styleAt(0, 1).bold).toBe(true);
    expect(styleAt(0, 3)).toEqual({ bold: false, colour: 1 });
  });
});
