import type { IExecuteFunctions } from 'n8n-workflow';

export interface Progress {
  workEnded(work: { readonly item: number; readonly of: number; readonly failed: boolean }): void;
}

const everyMs = 5_000;

/** Tells every few seconds how far a long run is: in n8n's log, and in the console of the browser that watches it. */
export function openProgress(context: IExecuteFunctions): Progress {
  const total = context.getInputData().length;
  const left = new Map<number, number>();
  const failures = new Set<number>();
  let ended = 0;
  let toldAt = Date.now();
  return {
    workEnded({ item, of, failed }) {
      if (failed) failures.add(item);
      left.set(item, (left.get(item) ?? of) - 1);
      if (left.get(item) === 0) ended++;
      // Looked at here because n8n forbids timers.
      if (Date.now() - toldAt < everyMs) return;
      toldAt = Date.now();
      const message = `${ended} of ${total} items done${failures.size > 0 ? `, ${failures.size} failed` : ''}`;
      context.logger.info(`${context.getNode().name}: ${message}`);
      context.sendMessageToUI(message);
    },
  };
}
