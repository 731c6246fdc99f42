import type { IDataObject, NodeError } from 'n8n-workflow';
import { expect } from 'vitest';
import { type PicwishLab, photo, type RunOptions, startPicwish } from './picwish.ts';

type Parameters = IDataObject & { options?: IDataObject };
type Run = Partial<RunOptions> & Pick<RunOptions, 'parameters'>;

export interface Trouble {
  readonly name: string;
  readonly run: Run | ((room: PicwishLab) => Run);
  readonly details?: IDataObject;
  /** What n8n may conclude on its own. */
  readonly cause?: string;
  /** Credits that it costs. */
  readonly cost?: number;
}

export const ids = { task_id: expect.stringMatching(/^[0-9a-f-]{36}$/) };

export const image = (
  operation: string,
  parameters: Parameters = {},
  more: Partial<RunOptions> = {},
): Run => ({
  parameters: { resource: 'image', operation, ...parameters },
  ...more,
});

export const inAccount = (
  operation: string,
  parameters: Parameters = {},
  more: Partial<RunOptions> = {},
): Run => ({ parameters: { resource: 'accountImage', operation, ...parameters }, ...more });

interface Going {
  readonly vendor: string;
  readonly endpoint: string;
  readonly effect: object;
  readonly times?: number;
}

/** The node runs while this is going on. */
export const during =
  (trouble: Going, run: Run) =>
  ({ world }: PicwishLab): Run => {
    world.faults.add(trouble as never);
    return run;
  };

export const answer = (body: object) => ({ response: { status: 200, body: JSON.stringify(body) } });

export async function expectTrouble(trouble: Trouble): Promise<void> {
  const { run, details, cause, cost = 0 } = trouble;
  const room = await startPicwish();
  const options = typeof run === 'function' ? run(room) : run;
  const { status, error } = await room.run({ items: [photo(10)], ...options });
  expect(status).toBe('error');
  expect(error?.context.itemIndex).toBe(0);
  if (cause) expect((error as NodeError).failure?.cause).toBe(cause);
  if (details) expect(error?.context.data).toMatchObject(details);
  expect(room.world.ledger.cost()).toBe(cost);
  room.world.faults.expectFired();
}
