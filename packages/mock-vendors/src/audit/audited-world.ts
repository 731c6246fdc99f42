import { type MockServer, serve } from '../cli/serve.ts';
import { mockVendors } from '../vendors.ts';
import type { Clock } from '../world/clock.ts';
import { World, type WorldOptions } from '../world/world.ts';
import type { RecordedCall } from './capsule.ts';
import type { ObservedCall } from './evidence.ts';
import { freezeDuringCalls } from './freeze-clock.ts';
import { observe } from './observe.ts';
import { faultsOf, type Schedule } from './schedule.ts';
import { type CredentialSets, secretsOf } from './secrets.ts';

export interface AuditedWorldOptions {
  readonly schedule: Schedule;
  readonly seed: string;
  readonly clock: Clock;
  readonly taskTiming: NonNullable<WorldOptions['taskTiming']>;
  readonly settings: NonNullable<WorldOptions['settings']>;
  /** The calls at whose times the clock is when calls come; none but for a replay. */
  readonly recorded: readonly RecordedCall[];
  /** How far a client's own clock may be from the vendors', in seconds, beside what they allow. */
  readonly clockSkewS?: number;
}

/** A fresh world on ports of its own, under one schedule of faults. */
export interface AuditedWorld {
  readonly server: MockServer;
  readonly world: World;
  readonly origins: Readonly<Record<string, string>>;
  readonly credentials: CredentialSets;
  /** Belongs to calls from now on. */
  attempt: number;
  calls(): ObservedCall[];
  secrets(): string[];
  /** Calls back when a call of the schedule that kills the program has been handled. */
  onKill: () => void;
  close(): Promise<void>;
}

export async function openAuditedWorld(options: AuditedWorldOptions): Promise<AuditedWorld> {
  const { schedule, seed, clock, taskTiming, recorded, clockSkewS = 0 } = options;
  const settings = clockSkewS === 0 ? options.settings : withSkew(options.settings, clockSkewS);
  const world = new World({ seed, clock, taskTiming, settings });
  const credentials = createAccounts(world);
  world.faults.add(...faultsOf(schedule));
  freezeDuringCalls(world, recorded);
  const server = await serve({ world });
  const { control: _, ...origins } = server.origins;
  const starts: { readonly from: number; readonly attempt: number }[] = [];
  const attemptOf = (n: number) => starts.findLast(({ from }) => from <= n)?.attempt ?? 1;
  const calls = observe({ world, origins, attemptOf });
  const audited: AuditedWorld = {
    server,
    world,
    origins,
    credentials,
    get attempt() {
      return starts.at(-1)?.attempt ?? 1;
    },
    set attempt(attempt) {
      starts.push({ from: world.journal.state.next, attempt });
    },
    calls,
    secrets: () => secretsOf(world, credentials),
    onKill: () => undefined,
    close: () => server.close(),
  };
  disturb(audited, schedule);
  return audited;
}

/** What a schedule does beside faults, when its call has been handled. */
function disturb(audited: AuditedWorld, schedule: Schedule): void {
  const { world, calls } = audited;
  const steps = schedule.filter(({ effect }) => effect.jumpMs !== undefined || effect.kills);
  if (steps.length === 0) return;
  world.journal.listen((entry) => {
    const seen = calls().find(({ entry: { n } }) => n === entry.n);
    for (const { call, effect } of steps) {
      if (seen?.vendor !== call.vendor || seen.endpoint !== call.endpoint || seen.nth !== call.nth) continue;
      if (effect.jumpMs !== undefined) world.clock.advance(effect.jumpMs);
      if (effect.kills) audited.onKill();
    }
  });
}

/** Accounts whose secrets are like nothing else, so that they can be found in what a program says. */
function createAccounts(world: World): CredentialSets {
  const sets = mockVendors.map(({ name, setAccount, ownCredentials = [], demoCredentials }) => {
    const ready = Object.assign({}, ...demoCredentials('main').toReversed());
    if (!setAccount || ownCredentials.length === 0) return [name, ready] as const;
    const own = Object.fromEntries(
      ownCredentials.map((field) => [field, `audit-${name}-${field}-${secret}`]),
    );
    return [name, { ...setAccount(world, { name: 'audit', left: 1_000, credentials: own }) }] as const;
  });
  return Object.fromEntries(sets);
}

const secret = '5f2c9e';

/** A client that signs with its own time follows neither a jump of the world's clock nor one that is replayed. */
function withSkew(given: AuditedWorldOptions['settings'], skewS: number): AuditedWorldOptions['settings'] {
  const defaults = Object.fromEntries(mockVendors.map((mock) => [mock.name, mock.defaults]));
  const wider = (vendor: string, names: readonly string[]) => {
    const known = { ...defaults[vendor], ...given[vendor] } as Record<string, unknown>;
    const changed = names.map((name) => [name, Number(known[name]) + skewS] as const);
    return { ...given[vendor], ...Object.fromEntries(changed) };
  };
  return {
    ...given,
    fangtang: wider('fangtang', ['tokenWindowS', 'futureWindowS']),
    'aliyun-oss': wider('aliyun-oss', ['maxSkewS']),
  };
}
