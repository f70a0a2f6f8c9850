/** A text as somebody types it from a photo of a screen; the same seed makes the same slips. */
export const photographed = (text: string, seed: number): string => {
  const chance = lots(seed);
  const curled = text
    .replace(/"([^"]*)"/g, '“$1”')
    .replace(/'([^']*)'/g, '‘$1’')
    .replaceAll('`', '‘');
  let typed = '';
  let sinceSlip = Math.floor(chance() * every);
  for (const character of curled) {
    sinceSlip += 1;
    if (sinceSlip < every || !/[a-z]/i.test(character)) {
      typed += mistaken(character, chance());
      continue;
    }
    sinceSlip = 0;
    typed += slip(character, chance());
  }
  // A screen is narrow: its line breaks are typed as blanks, or forgotten.
  return chance() < 0.5 ? typed : typed.replace(/(.{30,38}) /, '$1');
};

/** One slip in so many characters. */
const every = 20;

/** l and 1, O and 0 look alike on a screen. */
const mistaken = (character: string, luck: number): string => {
  if (luck > 0.3) return character;
  const alike: Readonly<Record<string, string>> = { l: '1', '1': 'l', O: '0', '0': 'O', I: 'l' };
  return alike[character] ?? character;
};

const letters = 'etaoinsrhldcumfpgwybvk';

const slip = (character: string, luck: number): string => {
  const other = letters[Math.floor(luck * 1000) % letters.length] ?? 'e';
  if (luck < 0.35) return '';
  if (luck < 0.6) return other;
  if (luck < 0.8) return character + character;
  return character + other;
};

/** Numbers between 0 and 1 that only look like chance. */
const lots = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
