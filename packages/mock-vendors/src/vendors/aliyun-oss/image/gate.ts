/** Pictures that are in memory as pixels at one time, in the whole process. */
const maxAtOnce = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** Runs image work when there is room for its pixels; libvips works in threads of its own. */
export async function withinGate<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running < maxAtOnce) running++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
