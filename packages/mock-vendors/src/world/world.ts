import type { MockVendor } from '../engine/mock-vendor.ts';
import { Blobs } from './blobs.ts';
import { Clock, type ClockState, realClock } from './clock.ts';
import { Faults } from './faults.ts';
import { Ids } from './ids.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { Network } from './network.ts';
import { Tasks, type TaskTiming } from './tasks.ts';

export interface WorldOptions {
  /** `main` if left out. Credentials of other worlds bear their names. */
  readonly name?: string;
  /** The same seed and the same calls give the same answers. */
  readonly seed?: string;
  readonly clock?: Clock | undefined;
  /** How tasks of all vendors move on; by default they take 2 to 4 seconds. */
  readonly taskTiming?: TaskTiming;
  /** By the vendor's name, instead of `taskTiming`. */
  readonly taskTimingByVendor?: Readonly<Record<string, TaskTiming>>;
  /** Per vendor, only what differs from its defaults. */
  readonly settings?: Readonly<Record<string, object>>;
  readonly journalLimit?: number;
  readonly maxBlobBytes?: number;
  /** Look at keys that look like real ones, instead of refusing them with a hint. */
  readonly allowRealKeys?: boolean;
  /** Answer with 501 and the reason where a mock rests on nothing but a guess. @default false */
  readonly strictEvidence?: boolean;
  /** What the mocks may ask over the network. @default this machine only */
  readonly network?: Network;
}

export interface WorldSnapshot {
  readonly clock: ClockState;
  readonly taskTiming: TaskTiming;
  readonly taskTimingByVendor: World['taskTimingByVendor'];
  readonly settings: World['settings'];
  readonly ids: Ids['state'];
  readonly ledger: Ledger['state'];
  readonly tasks: Tasks['state'];
  readonly faults: Faults['state'];
  readonly journal: Journal['state'];
  readonly vendors: Map<string, object>;
}

/** A world for a data folder, as plain data. */
export interface SavedWorld {
  readonly name: string;
  readonly origin: string;
  readonly seed: string;
  readonly fresh: WorldSnapshot;
  /** Without the calls in the journal. */
  readonly now: WorldSnapshot;
}

/** One isolated state of all vendors: accounts, tasks, time, ids, credits, faults and the journal of calls. */
export class World {
  readonly name: string;
  readonly clock: Clock;
  /** Of tasks that start from now on. */
  taskTiming: TaskTiming;
  /** By the vendor's name, instead of `taskTiming`. */
  taskTimingByVendor: Readonly<Record<string, TaskTiming>>;
  /** Per vendor, only what differs from its defaults. */
  settings: Readonly<Record<string, object>>;
  readonly ids: Ids;
  readonly ledger = new Ledger();
  readonly tasks: Tasks;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly allowsRealKeys: boolean;
  readonly strictEvidence: boolean;
  readonly network: Network;
  readonly #options: WorldOptions;
  #fresh: WorldSnapshot;
  #vendors = new Map<string, object>();
  /** States that have all that their vendor gives a new one. */
  readonly #complete = new WeakSet<object>();
  /** What waits for its time, by how to take it back. */
  #waiting = new Set<() => void>();
  /** The world whose credentials are known here: its own, or those of the world it was forked from. */
  origin: string;
  /** Resolves when what was done is safe: at once, unless a data folder keeps the world. */
  persisted: () => Promise<void> = async () => {};
  /** Called when a call comes, before anything is read from the clock. */
  beforeCall: () => void = () => {};

  constructor(options: WorldOptions = {}, blobs = new Blobs(options.maxBlobBytes)) {
    this.#options = options;
    this.name = options.name ?? 'main';
    this.origin = this.name;
    this.clock = options.clock ?? realClock();
    this.taskTiming = options.taskTiming ?? { mode: 'timed', minMs: 2_000, maxMs: 4_000 };
    this.taskTimingByVendor = options.taskTimingByVendor ?? {};
    this.settings = options.settings ?? {};
    this.ids = new Ids(options.seed ?? 'mock');
    this.faults = new Faults(this.ids.seed, this.clock);
    this.allowsRealKeys = options.allowRealKeys ?? false;
    this.strictEvidence = options.strictEvidence ?? false;
    this.network = options.network ?? new Network();
    this.tasks = new Tasks(this.clock);
    this.journal = new Journal(options.journalLimit ?? 10_000);
    this.blobs = blobs;
    this.#fresh = this.snapshot();
  }

  /** What a vendor remembers, as plain data. */
  stateOf<State extends object>({
    name,
    initialState,
  }: Pick<MockVendor<State>, 'name' | 'initialState'>): State {
    const known = this.#vendors.get(name) as State | undefined;
    if (known && this.#complete.has(known)) return known;
    // What an older version has saved lacks what came later.
    const fresh: State = Object.assign(known ?? {}, { ...initialState(this.origin), ...known });
    this.#complete.add(fresh);
    this.#vendors.set(name, fresh);
    return fresh;
  }

  taskTimingOf(vendor: string): TaskTiming {
    return this.taskTimingByVendor[vendor] ?? this.taskTiming;
  }

  settingsOf<Settings extends object>({
    name,
    defaults,
  }: Pick<MockVendor<object, Settings>, 'name' | 'defaults'>): Settings {
    const own = this.settings[name];
    return own ? { ...defaults, ...own } : defaults;
  }

  /** All credits taken, of one vendor or one account if named. */
  cost(of: { vendor?: string; account?: string } = {}): number {
    return this.ledger.cost(of);
  }

  /** Calls back after a while of the world's time, unless the world was reset or restored in between. */
  later(ms: number, callback: () => void): void {
    const takeBack = this.clock.at(this.clock.now() + ms, () => {
      this.#waiting.delete(takeBack);
      callback();
    });
    this.#waiting.add(takeBack);
  }

  /** Lets time pass until all timers have rung and all timed tasks have ended. */
  advanceUntilIdle(): void {
    for (let end = this.#lastEvent(); end !== undefined; end = this.#lastEvent())
      this.clock.advance(Math.max(0, end - this.clock.now()));
  }

  #lastEvent(): number | undefined {
    const ends = [this.clock.lastTimer, this.tasks.lastEnd(this.clock.now())].filter(
      (at) => at !== undefined,
    );
    return ends.length === 0 ? undefined : Math.max(...ends);
  }

  /** All that the world remembers, as plain data. Files are in it as hashes. */
  snapshot(): WorldSnapshot {
    const { ledger, journal, ...rest } = this.#memory;
    return {
      ...structuredClone(rest),
      // Their entries do not change any more, so that copies can share them.
      ledger: [...ledger],
      journal: { ...journal, entries: [...journal.entries] },
    };
  }

  /** Not a copy: it has to be written before anything else happens. */
  saved(): SavedWorld {
    const { name, origin } = this;
    const now = { ...this.#memory, journal: { ...this.journal.state, entries: [] } };
    return { name, origin, seed: this.ids.seed, fresh: this.#fresh, now };
  }

  /** Goes on from where a world was that was saved, with the journal that was written beside it. */
  loadState({ origin, now }: SavedWorld, journal = now.journal): void {
    this.origin = origin;
    this.restore({ ...now, journal });
  }

  get #memory(): WorldSnapshot {
    return {
      clock: this.clock.state,
      taskTiming: this.taskTiming,
      taskTimingByVendor: this.taskTimingByVendor,
      settings: this.settings,
      ids: this.ids.state,
      ledger: this.ledger.state,
      tasks: this.tasks.state,
      faults: this.faults.state,
      journal: this.journal.state,
      vendors: this.#vendors,
    };
  }

  /** Puts everything back as it was. A clock that runs goes on from then, as if it had been left alone. */
  restore(snapshot: WorldSnapshot): void {
    const { clock, taskTiming, taskTimingByVendor, settings, ids, tasks, faults, vendors } = structuredClone({
      ...snapshot,
      ledger: [],
      journal: undefined,
    });
    for (const takeBack of this.#waiting) takeBack();
    this.#waiting.clear();
    this.taskTiming = taskTiming;
    this.taskTimingByVendor = taskTimingByVendor;
    this.settings = settings;
    this.ids.state = ids;
    this.tasks.state = tasks;
    this.faults.state = faults;
    this.ledger.state = [...snapshot.ledger];
    this.journal.state = { ...snapshot.journal, entries: [...snapshot.journal.entries] };
    this.#vendors = vendors;
    this.clock.state = clock;
  }

  /** As new. */
  reset(): void {
    this.restore(this.#fresh);
  }

  /** For seeds: from now on, a reset leads back here. */
  setBaseline(): void {
    this.#fresh = this.snapshot();
  }

  /** Another world that begins as this one is now. They share files, and nothing else. */
  fork(name = this.name): World {
    const { speed } = this.clock;
    const copy = new World({ ...this.#options, name, clock: new Clock(speed, this.clock.now()) }, this.blobs);
    copy.origin = this.origin;
    copy.restore(this.snapshot());
    return copy;
  }
}
