/** Lets so many pieces of work in at a time; the others wait their turn. */
export const gate = (places: number): (<Value>(work: () => Promise<Value>) => Promise<Value>) => {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => waiting.push(enter));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
};
