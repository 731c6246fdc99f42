/** Runs so many works at once, in the order in which they came. By hand, because libraries for this are ten times as large. */
export function openTurns(atOnce: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let open = 0;
  return async (work) => {
    if (open < atOnce) open++;
    // Whoever ends hands over its place.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else open--;
    }
  };
}
