/** What the far shell says: that it is there, or a line about one request. */
export type Said =
  | { readonly about: 'shell'; readonly encoding: Encoding; readonly missing: readonly string[] }
  | {
      readonly about: 'request';
      readonly id: number;
      readonly kind: string;
      readonly text: string;
    };

export type Encoding = 'base64' | 'od';

const newline = 0x0a;
/** No line of ours is longer; what is, is somebody else's. */
const longestLine = 4096;

/**
 * Cuts a stream into lines and keeps those that bear the marker, wherever in the line it stands: a
 * banner, or a word from a program of the login shell, may come before it without a line's end.
 */
export const lineReader = (
  marker: string,
  { hear, noise }: { hear(said: Said): void; noise(line: string): void },
): ((chunk: Uint8Array) => void) => {
  let left: Uint8Array[] = [];
  let length = 0;
  const whole = (last: Uint8Array): void => {
    const line = Buffer.concat([...left, last]).toString('latin1');
    left = [];
    length = 0;
    const at = line.indexOf(marker);
    const said = at < 0 ? undefined : meaning(line.slice(at + marker.length + 1));
    if (said) hear(said);
    else if (line !== '') noise(line);
  };
  return (chunk) => {
    let rest = chunk;
    for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline)) {
      whole(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    if (rest.length === 0) return;
    left.push(rest);
    length += rest.length;
    if (length > longestLine) whole(new Uint8Array(0));
  };
};

const meaning = (line: string): Said | undefined => {
  const [first = '', second = '', ...rest] = line.split(' ');
  if (first === 'ready') {
    const missing = rest.filter((word) => word !== '');
    return { about: 'shell', encoding: second === 'od' ? 'od' : 'base64', missing };
  }
  if (!/^\d+$/.test(first) || !/^[a-zA-Z]$/.test(second)) return undefined;
  return { about: 'request', id: Number(first), kind: second, text: rest.join(' ') };
};

/** One piece of output: its length and its letters. Undefined where it did not come as it was sent. */
export const decode = (text: string, encoding: Encoding): Uint8Array | undefined => {
  const at = text.indexOf(' ');
  const letters = text.slice(at + 1);
  if (at < 1 || Number(text.slice(0, at)) !== letters.length) return undefined;
  if (encoding === 'base64') {
    return /^[A-Za-z0-9+/]+={0,2}$/.test(letters) ? Buffer.from(letters, 'base64') : undefined;
  }
  const digits = letters.replaceAll(' ', '');
  return /^([0-9a-f]{2})+$/.test(digits) ? Buffer.from(digits, 'hex') : undefined;
};
