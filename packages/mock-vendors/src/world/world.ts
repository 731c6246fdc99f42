import type { MockVendor } from '../mock-vendor.ts';
import { Blobs } from './blobs.ts';
import { type Clock, realClock } from './clock.ts';
import { Faults } from './faults.ts';
import { Ids } from './ids.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { type Pace, Tasks } from './tasks.ts';

export interface WorldOptions {
  /** The same seed and the same calls give the same answers. */
  readonly seed?: string;
  readonly clock?: Clock;
  /** How tasks of all vendors move on; by default they take 2 to 4 seconds. */
  readonly pace?: Pace;
  /** Per vendor, only what differs from its defaults. */
  readonly settings?: Readonly<Record<string, object>>;
  readonly journalLimit?: number;
  readonly maxBlobBytes?: number;
}

/** One isolated state of all vendors: accounts, tasks, time, ids, credits, faults and the journal of calls. */
export class World {
  readonly clock: Clock;
  readonly pace: Pace;
  readonly ids: Ids;
  readonly ledger = new Ledger();
  readonly tasks: Tasks;
  readonly faults = new Faults();
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly #settings: Readonly<Record<string, object>>;
  readonly #vendors = new Map<string, object>();

  constructor({
    seed = 'mock',
    clock = realClock(),
    pace,
    settings = {},
    journalLimit = 10_000,
    maxBlobBytes = 1 << 29,
  }: WorldOptions = {}) {
    this.clock = clock;
    this.pace = pace ?? { mode: 'timed', minMs: 2_000, maxMs: 4_000 };
    this.ids = new Ids(seed);
    this.tasks = new Tasks(clock);
    this.journal = new Journal(journalLimit);
    this.blobs = new Blobs(maxBlobBytes);
    this.#settings = settings;
  }

  /** What a vendor remembers, as plain data. */
  stateOf<State extends object>({
    name,
    initialState,
  }: Pick<MockVendor<State>, 'name' | 'initialState'>): State {
    const known = this.#vendors.get(name) as State | undefined;
    if (known) return known;
    const fresh = initialState();
    this.#vendors.set(name, fresh);
    return fresh;
  }

  settingsOf<Settings extends object>({
    name,
    defaults,
  }: Pick<MockVendor<object, Settings>, 'name' | 'defaults'>): Settings {
    return { ...defaults, ...this.#settings[name] };
  }
}
