import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { IBufferCell } from '@xterm/headless';
import { openTerminal, type Terminal } from './terminal.ts';

// For eyes, not for tests. In the order given: wait for a text, press, type; then the screen is
// drawn as a picture (PNG where rsvg-convert or ImageMagick is installed, else SVG):
//
//   node test/e2e/picture.ts out.png --size 40x12 --see wrong --press down --press enter -- run X

const cell = { width: 9, height: 20 };

const background = '#1c1c1c';
const foreground = '#d8d8d8';
// prettier-ignore
const palette = [
  '#000000', '#cd3131', '#0dbc79', '#e5e510', '#2472c8', '#bc3fbc', '#11a8cd', '#e5e5e5',
  '#666666', '#f14c4c', '#23d18b', '#f5f543', '#3b8eea', '#d670d6', '#29b8db', '#ffffff',
];

const { values, positionals, tokens } = parseArgs({
  allowPositionals: true,
  tokens: true,
  options: {
    size: { type: 'string', default: '80x24' },
    env: { type: 'string', multiple: true, default: [] },
    see: { type: 'string', multiple: true },
    press: { type: 'string', multiple: true },
    type: { type: 'string', multiple: true },
  },
});

const [out = 'screen.svg', ...args] = positionals;
const [columns = 80, rows = 24] = values.size.split('x').map(Number);
const env = Object.fromEntries(values.env.map((each) => each.split(/=(.*)/s).slice(0, 2)));
const terminal = await openTerminal(args, { size: { columns, rows }, env, cwd: process.cwd() });
try {
  for (const token of tokens) {
    if (token.kind !== 'option' || token.value === undefined) continue;
    if (token.name === 'see') await terminal.sees(token.value, 30_000);
    if (token.name === 'press') terminal.press(token.value);
    if (token.name === 'type') terminal.type(token.value);
  }
  for (let seen = -1; seen !== terminal.bytes(); await pause(300)) seen = terminal.bytes();
  console.log(terminal.screen());
  draw(pictureOf(terminal), path.resolve(out));
} finally {
  await terminal.close();
}

function draw(svg: string, place: string): void {
  if (place.endsWith('.svg')) {
    writeFileSync(place, svg);
    return;
  }
  const converters = [
    ['rsvg-convert', '--output', place],
    ['convert', 'svg:-', place],
  ] as const;
  for (const [converter, ...options] of converters) {
    if (spawnSync(converter, options, { input: svg }).status === 0) return;
  }
  writeFileSync(`${place}.svg`, svg);
  console.error(`Neither rsvg-convert nor convert is installed; wrote ${place}.svg.`);
}

function pictureOf({ emulator }: Terminal): string {
  const width = emulator.cols * cell.width;
  const height = emulator.rows * cell.height;
  const parts: string[] = [];
  const buffer = emulator.buffer.active;
  for (let y = 0; y < emulator.rows; y++) {
    const line = buffer.getLine(buffer.viewportY + y);
    for (let x = 0; x < emulator.cols; x++) {
      const at = line?.getCell(x);
      if (at !== undefined) parts.push(drawn(at, x, y));
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"
  font-family="DejaVu Sans Mono, monospace" font-size="15">
<rect width="100%" height="100%" fill="${background}"/>
${parts.join('')}</svg>
`;
}

function drawn(at: IBufferCell, x: number, y: number): string {
  const inverse = at.isInverse() !== 0;
  const front = at.isFgDefault() ? foreground : colour(at.isFgRGB(), at.getFgColor());
  const back = at.isBgDefault() ? background : colour(at.isBgRGB(), at.getBgColor());
  const [ink, paper] = inverse ? [back, front] : [front, back];
  const place = { x: x * cell.width, y: y * cell.height };
  const box =
    paper === background
      ? ''
      : `<rect x="${place.x}" y="${place.y}" width="${cell.width * at.getWidth()}" height="${cell.height}" fill="${paper}"/>`;
  const text = at.getChars();
  if (text.trim() === '') return box;
  const style = [
    at.isBold() ? 'font-weight="bold"' : '',
    at.isDim() ? 'opacity="0.6"' : '',
    at.isItalic() ? 'font-style="italic"' : '',
    at.isUnderline() ? 'text-decoration="underline"' : '',
  ].join(' ');
  const safe = text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `${box}<text x="${place.x}" y="${place.y + 15}" fill="${ink}" ${style}>${safe}</text>\n`;
}

function colour(isRgb: boolean, value: number): string {
  if (isRgb) return `#${value.toString(16).padStart(6, '0')}`;
  const named = palette[value];
  if (named !== undefined) return named;
  if (value >= 232)
    return `rgb(${Array(3)
      .fill(8 + (value - 232) * 10)
      .join(',')})`;
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  const cube = value - 16;
  return `rgb(${[cube / 36, (cube / 6) % 6, cube % 6].map((part) => level(Math.floor(part))).join(',')})`;
}
