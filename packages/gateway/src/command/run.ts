import type { Picture } from './pictures.ts';
import { type Batch, type Outcome, processPicture } from './process-picture.ts';

export interface Item {
  /** The same for the same picture, settings, vendor address and account, whatever the name of the picture. */
  readonly key: string;
  readonly picture: Picture;
  /** Hash of the picture. */
  readonly content: string;
}

export interface Result {
  readonly item: Item;
  /** Missing if the run was stopped before its turn. */
  readonly outcome: Outcome | undefined;
}

interface Run {
  readonly batch: Batch;
  readonly parallel: number;
  readonly onProgress: (results: readonly Result[]) => void;
}

/** Processes all pictures, some at a time. A failure ends the run only if every other picture would meet it, too. */
export async function run(items: readonly Item[], { batch, parallel, onProgress }: Run): Promise<Result[]> {
  const outcomes = new Map<Item, Outcome>();
  const results = () => items.map((item) => ({ item, outcome: outcomes.get(item) }));
  const waiting = items.values();
  let isOver = false;
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
      if (batch.stop.aborted || isOver) return;
      const outcome = await inTurn(item);
      isOver ||= 'isFinal' in outcome && outcome.isFinal;
      outcomes.set(item, outcome);
      onProgress(results());
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, worker));
  return results();
}
