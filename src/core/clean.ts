/** Text from a target is hostile: what a terminal would obey is turned into what a person can read. */

// Colour changes carry no words: they are dropped, every other sequence is shown.
const colour = /\u001b\[[0-9;:]*m/g;

// Asks for the coloured form of the character before it; widths are counted without.
const variation = /[\ufe00-\ufe0f]/g;

// C0 but newline, DEL, C1, bidi marks and overrides, zero-width, line separators, BOM, tags,
// variation of direction, lone surrogates.
const hostile =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

const visible = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x09) return '  ';
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
};

/** Keeps newlines; everything else that moves, hides or reorders is made visible. */
export const sanitise = (text: string): string =>
  text
    .replace(colour, '')
    .replace(variation, '')
    .replaceAll('\r\n', '\n')
    .replace(hostile, visible);

/** Every string of a value, however deep, through `change`; bytes become text first. */
export const mapStrings = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return change(value);
  if (value instanceof Uint8Array) return change(new TextDecoder().decode(value));
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]),
    );
  }
  return value;
};
