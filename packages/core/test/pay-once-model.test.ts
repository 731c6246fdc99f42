import { type ManagedStore, type PaymentRecord, payOnce, VendorError } from '@api-repack/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SimulatedProcess, VirtualClock } from './helpers/simulated-process.ts';
import { forEachStore } from './helpers/stores.ts';

/**
 * Random histories of calls with one key, by processes that crash at any of their awaits, with a store and a vendor that fail,
 * and a clock that jumps.
 */
interface Call {
  readonly start: 'charged' | 'refused' | 'charged without an answer' | 'neither charged nor answered';
  readonly finish: 'done' | 'not yet' | 'failed for good' | 'gone';
  readonly startMs: number;
  readonly crashAt: number | undefined;
  readonly storeFaults: readonly number[];
  readonly isGone: boolean;
  readonly again: boolean;
}

type Step = { readonly calls: readonly Call[]; readonly jumpMs: number };

const call: fc.Arbitrary<Call> = fc.record({
  start: fc.constantFrom(
    'charged',
    'charged',
    'refused',
    'charged without an answer',
    'neither charged nor answered',
  ),
  finish: fc.constantFrom('done', 'done', 'not yet', 'failed for good', 'gone'),
  startMs: fc.constantFrom(0, 5_000, 100_000),
  crashAt: fc.option(fc.nat(14), { nil: undefined }),
  storeFaults: fc.array(fc.nat(12), { maxLength: 3 }),
  isGone: fc.boolean(),
  again: fc.constantFrom(false, false, true),
});

const history: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    calls: fc.array(call, { minLength: 1, maxLength: 3 }),
    jumpMs: fc.constantFrom(0, 0, 1_000, 40_000, 4_000_000, -4_000_000),
  }),
  { minLength: 1, maxLength: 5 },
);

const where = { vendor: 'toy', endpoint: 'make' };
const keptForMs = 3_600_000;
const error = (kind: VendorError['kind'], charged?: 'no' | 'maybe') =>
  new VendorError(kind, kind, { ...where, charged });

/** The vendor's ledger. */
class Ledger {
  charges = 0;
  returned = 0;
  agains = 0;
  readonly tasks = new Set<string>();

  charge(): string {
    const id = `t${++this.charges}`;
    this.tasks.add(id);
    return id;
  }

  giveBack(id: string): void {
    if (this.tasks.delete(id)) this.returned++;
  }
}

async function perform(one: Call, key: string, process: SimulatedProcess, ledger: Ledger): Promise<string> {
  if (one.again) ledger.agains++;
  const { output } = await payOnce<{ id: string }, { id: string }>({
    key,
    store: process.store,
    host: process.host,
    owner: process.name,
    where,
    keptForMs,
    again: one.again,
    isGone: async () => one.isGone,
    start: () =>
      process.step(async () => {
        if (one.startMs > 0) await process.host.sleep(one.startMs);
        if (one.start === 'refused') throw error('quota', 'no');
        if (one.start === 'neither charged nor answered') throw error('timeout', 'maybe');
        const id = ledger.charge();
        if (one.start === 'charged without an answer') throw error('timeout', 'maybe');
        return { id };
      }),
    finish: ({ id }) =>
      process.step(async () => {
        if (one.finish === 'not yet') throw error('timeout');
        if (one.finish === 'gone') throw error('not-found');
        if (one.finish === 'failed for good') {
          ledger.giveBack(id);
          throw error('task-failed', 'no');
        }
        return { id };
      }),
  });
  return output.id;
}

const remembers: readonly PaymentRecord['state'][] = ['paying', 'paid', 'done', 'doubtful', 'expired'];

async function check(store: ManagedStore, key: string, ledger: Ledger): Promise<void> {
  const open = ledger.charges - ledger.returned;
  expect(open).toBeLessThanOrEqual(1 + ledger.agains);
  const record = (await store.get(key))?.record;
  if (open > 0 && ledger.agains === 0) expect(remembers).toContain(record?.state);
  if (record?.state === 'paid' || record?.state === 'done')
    expect(record.ids).toEqual({ id: expect.stringMatching(/^t\d+$/) });
}

let keys = 0;

async function run(store: ManagedStore, steps: readonly Step[]): Promise<void> {
  const clock = new VirtualClock();
  const ledger = new Ledger();
  const key = `history-${++keys}`;
  for (const { calls, jumpMs } of steps) {
    clock.now += jumpMs;
    const running = calls.map((one) => {
      const process = new SimulatedProcess(store, clock, one);
      return process.untilDead(perform(one, key, process, ledger));
    });
    for (const outcome of await clock.runUntil(Promise.allSettled(running)))
      if (outcome.status === 'fulfilled' && outcome.value !== undefined)
        expect(outcome.value).toMatch(/^t\d+$/);
    await check(store, key, ledger);
  }
}

forEachStore((open, kind) => {
  const numRuns = kind === 'memory' ? 400 : 40;

  it('never pays twice, and never forgets what was paid', { timeout: 120_000 }, async () => {
    const store = open();
    try {
      await fc.assert(
        fc.asyncProperty(history, (steps) => run(store, steps)),
        { numRuns },
      );
    } finally {
      await store.close();
    }
  });
});
