import type { Picture } from './pictures.ts';
import { type Batch, type Outcome, processPicture } from './process-picture.ts';
import { Turns } from './turns.ts';

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
  /** The same picture may have two names. */
  const turns = new Turns();
  onProgress(results());
  const worker = async () => {
    for (const item of waiting) {
      if (batch.stop.aborted || isOver) return;
      const outcome = await turns.take(item.key, () => processPicture(batch, item));
      isOver ||= 'isFinal' in outcome && outcome.isFinal;
      outcomes.set(item, outcome);
      onProgress(results());
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, worker));
  return results();
}
