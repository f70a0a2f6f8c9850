export type Frames = {
  take(chunk: Uint8Array): void;
  /** It ended where a frame does. */
  isWhole(): boolean;
};

export const cutFrame = 'the stream broke off in the middle of a frame';

/**
 * Takes a stream of the engine apart: 8 bytes (which stream, length), then the bytes. A container
 * with a terminal has no frames; its first bytes tell, since engines before 23 do not.
 */
export const frames = (take: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void): Frames => {
  let head = new Uint8Array(0);
  let raw: boolean | undefined;
  let stream: 'stdout' | 'stderr' = 'stdout';
  let left = 0;
  const unframe = (chunk: Uint8Array): void => {
    let rest = chunk;
    while (rest.length > 0) {
      if (raw === true) return take('stdout', rest);
      if (left > 0) {
        const part = rest.subarray(0, left);
        take(stream, part);
        left -= part.length;
        rest = rest.subarray(part.length);
        continue;
      }
      const wanted = 8 - head.length;
      head = joined(head, rest.subarray(0, wanted));
      rest = rest.subarray(wanted);
      raw ??= isFrame(head) ? undefined : true;
      if (raw === true) {
        take('stdout', head);
        continue;
      }
      if (head.length < 8) return;
      raw = false;
      stream = head[0] === 2 ? 'stderr' : 'stdout';
      left = new DataView(head.buffer).getUint32(4);
      head = new Uint8Array(0);
    }
  };
  return { take: unframe, isWhole: () => raw === true || (left === 0 && head.length === 0) };
};

/** As far as it came: a stream number up to 3 (the engine's own errors), then three zeros. */
const isFrame = (head: Uint8Array): boolean =>
  (head[0] ?? 0) <= 3 && head.subarray(1, 4).every((byte) => byte === 0);

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
};
