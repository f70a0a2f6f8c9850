/** How often something happened, and when: buckets that grow wider as time goes on. */
export type Histogram = {
  add(ms: number): void;
  /** Counts in so many columns of one length each, from one moment to another. */
  columns(from: number, to: number, columns: number): readonly number[];
};

/** More buckets than any line of a terminal shows. */
const mostBuckets = 256;

export const createHistogram = (): Histogram => {
  let widthMs = 1;
  let buckets = new Map<number, number>();
  let least = Infinity;
  let most = -Infinity;
  const put = (into: Map<number, number>, bucket: number, count: number): void => {
    into.set(bucket, (into.get(bucket) ?? 0) + count);
  };
  return {
    add: (ms) => {
      least = Math.min(least, ms);
      most = Math.max(most, ms);
      while ((most - least) / widthMs >= mostBuckets) {
        widthMs *= 2;
        const wider = new Map<number, number>();
        for (const [bucket, count] of buckets) put(wider, Math.floor(bucket / 2), count);
        buckets = wider;
      }
      put(buckets, Math.floor(ms / widthMs), 1);
    },
    columns: (from, to, columns) => {
      const counts = Array.from({ length: columns }, () => 0);
      for (const [bucket, count] of buckets) {
        const middle = Math.min(most, Math.max(least, (bucket + 0.5) * widthMs));
        const share = to > from ? (middle - from) / (to - from) : 0;
        const column = Math.min(columns - 1, Math.max(0, Math.floor(share * columns)));
        counts[column] = (counts[column] ?? 0) + count;
      }
      return counts;
    },
  };
};
