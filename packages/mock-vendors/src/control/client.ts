import type { CatalogueEntry } from '../engine/catalogue.ts';
import type { Notice, VendorAccount } from '../engine/mock-vendor.ts';
import type { Fault } from '../world/fault.ts';
import type { JournalEntry } from '../world/journal.ts';
import type { LedgerEntry } from '../world/ledger.ts';
import type { PresetName } from '../world/presets.ts';
import type { MockTask, TaskEnd, TaskPhase, TaskTiming } from '../world/tasks.ts';
import type { InputProblem } from './check.ts';
import type { CallMatch } from './expect-calls.ts';

export interface ControlOptions {
  /** Name of the world that everything is about; `main` if left out. */
  readonly world?: string;
  /** As `mock-vendors --control-token` was given. */
  readonly token?: string;
}

/** Milliseconds, or a text such as `90s`, `15m`, `1h` or `2d`. */
export type Duration = number | string;

export interface WorldView {
  readonly name: string;
  readonly now: number;
  readonly speed: number;
  readonly taskTiming: TaskTiming;
  readonly calls: number;
  readonly tasks: number;
  readonly running: number;
  readonly credits: number;
  readonly snapshots: readonly string[];
  readonly vendors: readonly {
    readonly name: string;
    readonly origin: string;
    readonly demoCredentials: readonly Readonly<Record<string, string>>[];
  }[];
}

export interface NewWorld {
  readonly name: string;
  readonly seed?: string;
  readonly clock?: { readonly speed?: number; readonly set?: string | number };
  readonly taskTiming?: TaskTiming;
  readonly settings?: Readonly<Record<string, object>>;
}

export interface ClockView {
  readonly now: number;
  /** ISO 8601. */
  readonly time: string;
  readonly speed: number;
}

export interface AccountSetting {
  readonly left?: number;
  /** By the vendor's field names. @default the vendor's own */
  readonly credentials?: Readonly<Record<string, string>>;
}

export interface AccountView extends VendorAccount {
  readonly vendor: string;
  readonly credentials: Readonly<Record<string, string>>;
}

export type ErrorView = Omit<CatalogueEntry, 'name'> & { readonly vendor: string; readonly error: string };

export type FaultState = Fault & {
  readonly id: number;
  readonly matched: number;
  readonly applied: number;
  /** `null` for one without end. */
  readonly left: number | null;
};

export type TaskState = MockTask & {
  readonly phase: TaskPhase;
  readonly state?: number;
  readonly fraction?: number;
};

export interface Expectation {
  /** `times: 0` is never; left out, once or more. */
  readonly calls?: readonly (CallMatch & { readonly times?: number })[];
  readonly inOrder?: boolean;
  /** No request that the vendors have nothing for. */
  readonly allKnown?: boolean;
  readonly faultsFired?: boolean;
}

export type JournalFilter = Partial<
  Pick<JournalEntry, 'vendor' | 'endpoint' | 'account' | 'error' | 'status'>
> & {
  /** Calls after this number. */
  readonly after?: number;
  /** The latest so many. */
  readonly last?: number;
};

/** Mock vendors that run elsewhere, by the address of their console. Rejects with their own words. */
export function control(address: string, { world, token }: ControlOptions = {}) {
  const { get, post, put, patch, remove } = connection(address, { world, token });
  const here = `/worlds/${world ?? 'main'}`;
  return {
    worlds: {
      list: () => get<WorldView[]>('/worlds'),
      create: (made: NewWorld) => post<WorldView>('/worlds', made),
      fork: (name: string) => post<WorldView>(`${here}/fork`, { name }),
      delete: (name: string) => remove<object>(`/worlds/${name}`),
    },
    reset: () => post<WorldView>(`${here}/reset`),
    snapshot: (name = 'default') => post<object>(`${here}/snapshot`, { name }),
    restore: (name = 'default') => post<WorldView>(`${here}/restore`, { name }),
    clock: {
      get: () => get<ClockView>('/clock'),
      advance: (advance: Duration) => post<ClockView>('/clock', { advance }),
      advanceUntilIdle: () => post<ClockView>('/clock', { untilIdle: true }),
      set: (set: string | number) => post<ClockView>('/clock', { set }),
      setSpeed: (speed: number) => post<ClockView>('/clock', { speed }),
    },
    accounts: {
      list: () => get<(VendorAccount & { vendor: string })[]>('/accounts'),
      /** Makes the account if the vendor does not know it. Returns what to type into a client. */
      set: (vendor: string, name: string, change: AccountSetting) =>
        put<AccountView>(`/accounts/${vendor}/${encodeURIComponent(name)}`, change),
    },
    tasks: {
      list: (filter: { vendor?: string; phase?: TaskPhase } = {}) => get<TaskState[]>('/tasks', filter),
      end: (id: string, end: TaskEnd, code?: number) => post<TaskState>(`/tasks/${id}`, { end, code }),
      endAll: (end: TaskEnd = 'done') => post<{ ended: string[] }>('/tasks', { end }),
      /** In the vendor's numbers; it stays there until it is ended. */
      setState: (id: string, state: number) => post<TaskState>(`/tasks/${id}`, { state }),
      pause: (id: string) => post<TaskState>(`/tasks/${id}`, { paused: true }),
      resume: (id: string) => post<TaskState>(`/tasks/${id}`, { paused: false }),
    },
    faults: {
      list: () => get<FaultState[]>('/faults'),
      add: (fault: Fault) => post<FaultState>('/faults', fault),
      addPreset: (vendor: string, preset: PresetName) =>
        post<FaultState[]>('/faults/presets', { vendor, preset }),
      remove: (id: number) => remove<object>(`/faults/${id}`),
      clear: () => remove<object>('/faults'),
    },
    /** The documented errors that a fault can make. */
    errors: (vendor?: string) => get<ErrorView[]>('/errors', { vendor }),
    journal: {
      list: (filter: JournalFilter = {}) => get<JournalEntry[]>('/journal', filter),
      clear: () => remove<object>('/journal'),
    },
    /** Rejects with the list of calls if it is not so. */
    verify: (expected: Expectation) => post<{ ok: true }>('/verify', expected),
    ledger: () => get<{ total: number; entries: LedgerEntry[] }>('/ledger'),
    /** Codes in SMS, which nobody really sends. */
    notices: (to?: string) => get<(Notice & { vendor: string })[]>('/notices', { to }),
    settings: {
      get: () => get<Record<string, Record<string, unknown>>>('/settings'),
      change: (vendor: string, changes: object) =>
        patch<Record<string, unknown>>(`/settings/${vendor}`, changes),
    },
    seed: (seed: object) => post<{ seeded: string[] }>('/seed', seed),
  };
}

export type Control = ReturnType<typeof control>;

interface Asked {
  readonly body?: object | undefined;
  readonly query?: object | undefined;
}

interface Failed {
  readonly error: string;
  readonly problems?: readonly InputProblem[];
}

/** The control API refused a request: 400 wrong input, 401 no token, 404 not found, 409 not possible now or not verified. */
export class ControlError extends Error {
  readonly status: number;
  /** Fields of the input that are wrong. */
  readonly problems: readonly InputProblem[];

  constructor(status: number, { error, problems = [] }: Failed) {
    super(error);
    this.status = status;
    this.problems = problems;
  }
}

function connection(
  address: string,
  { world, token }: { [Name in keyof ControlOptions]: string | undefined },
) {
  const ask = async <Answer>(method: string, path: string, { body, query }: Asked): Promise<Answer> => {
    const url = new URL(path, address);
    for (const [name, value] of Object.entries({ ...query, world }))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const headers = {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(url, {
      method,
      headers,
      body: body ? JSON.stringify(body, asPattern) : null,
    });
    const answer = (await response.json()) as Failed;
    if (!response.ok) throw new ControlError(response.status, answer);
    return answer as unknown as Answer;
  };
  return {
    get: <Answer>(path: string, query?: object) => ask<Answer>('GET', path, { query }),
    post: <Answer>(path: string, body?: object) => ask<Answer>('POST', path, { body }),
    put: <Answer>(path: string, body: object) => ask<Answer>('PUT', path, { body }),
    patch: <Answer>(path: string, body: object) => ask<Answer>('PATCH', path, { body }),
    remove: <Answer>(path: string) => ask<Answer>('DELETE', path, {}),
  };
}

/** JSON has no patterns. */
const asPattern = (_: string, value: unknown) =>
  value instanceof RegExp ? { pattern: value.source } : value;
