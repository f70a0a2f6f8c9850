/** Input as it comes, with each paste in one piece: what a terminal pastes comes in small reads. */
export type PasteGathering = {
  /** What is whole now; empty while a paste goes on. */
  take(chunk: string): readonly string[];
};

const escape = '\u001b';
const pasteStart = `${escape}[200~`;
const pasteEnd = `${escape}[201~`;

/** Of one paste; what comes beyond is let go, the end of the paste is still waited for. */
const longestPaste = 64 * 1024 * 1024;

/** To look through all that has come at each read would take longer the more has come. */
export const gatherPastes = (): PasteGathering => {
  let pieces: string[] = [];
  let length = 0;
  let pasting = false;
  /** The end of the piece before: a mark may be cut in two. */
  let before = '';
  const gather = (piece: string): void => {
    if (length < longestPaste) pieces.push(piece);
    length += piece.length;
  };
  const finish = (): string => {
    const whole = pieces.join('');
    [pieces, length, pasting, before] = [[], 0, false, ''];
    return whole;
  };
  const take = (chunk: string): readonly string[] => {
    if (!pasting) {
      const start = chunk.indexOf(pasteStart);
      if (start === -1) return chunk === '' ? [] : [chunk];
      pasting = true;
      const keys = chunk.slice(0, start);
      return [...(keys === '' ? [] : [keys]), ...take(chunk.slice(start))];
    }
    const seen = before + chunk;
    const end = seen.indexOf(pasteEnd);
    if (end === -1) {
      gather(chunk);
      before = seen.slice(1 - pasteEnd.length);
      return [];
    }
    const within = end + pasteEnd.length - before.length;
    pieces.push(chunk.slice(0, within));
    return [finish(), ...take(chunk.slice(within))];
  };
  return { take };
};

export const isPaste = (text: string): boolean => text.startsWith(pasteStart);
