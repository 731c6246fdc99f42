import type { Picture } from './pictures.ts';
import { type Batch, type Outcome, processPicture } from './work.ts';

export interface Item {
  /** The same for the same picture and the same settings, whatever its name. */
  readonly key: string;
  readonly picture: Picture;
}

export interface Result {
  readonly item: Item;
  /** Missing if the run was stopped before its turn. */
  readonly outcome: Outcome | undefined;
}

interface Run {
  readonly batch: Batch;
  readonly parallel: number;
  /** No further picture is begun once it aborts. */
  readonly stop: AbortSignal;
  readonly onProgress: (results: readonly Result[]) => void;
}

/** Works through all pictures, some at a time; no failure of one stops the others, except where none could be kept. */
export async function run(
  items: readonly Item[],
  { batch, parallel, stop, onProgress }: Run,
): Promise<Result[]> {
  const outcomes = new Map<Item, Outcome>();
  const results = () => items.map((item) => ({ item, outcome: outcomes.get(item) }));
  const waiting = items.values();
  let isStuck = false;
  const begun = new Map<string, Promise<unknown>>();
  /** Of the same picture under two names, the second waits for the first, and finds it paid. */
  const inTurn = (item: Item): Promise<Outcome> => {
    const before = begun.get(item.key) ?? Promise.resolve();
    const outcome = before.then(() => processPicture(batch, item));
    begun.set(item.key, outcome);
    return outcome;
  };
  onProgress(results());
  const worker = async () => {
    for (const item of waiting) {
      if (stop.aborted || isStuck) return;
      const outcome = await inTurn(item);
      isStuck ||= 'isStuck' in outcome && outcome.isStuck === true;
      outcomes.set(item, outcome);
      onProgress(results());
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, worker));
  return results();
}
