import { mockVendors } from '../vendors.ts';
import type { World } from '../world/world.ts';
import { type CallId, sameEndpoint } from './call.ts';
import { type EffectGroup, effectsFor, type Impossible } from './effects.ts';
import type { Evidence, ObservedCall } from './evidence.ts';
import type { Step } from './schedule.ts';

/** What was left out, and why. It never counts as held. */
export interface NotTried {
  readonly call: CallId;
  readonly effect: string;
  readonly group: EffectGroup;
  readonly reason: string;
}

export interface Plan {
  readonly calls: readonly CallId[];
  readonly steps: readonly Step[];
  readonly impossible: readonly NotTried[];
  readonly leftOut: readonly NotTried[];
}

export interface PlanOptions {
  readonly effects: readonly EffectGroup[];
  readonly settings: World['settings'];
  readonly canKill: boolean;
}

/** Every effect at every call that both undisturbed runs have made. */
export function planFor([first, second]: readonly [Evidence, Evidence], options: PlanOptions): Plan {
  const calls = first.calls.filter((call) => second.calls.some((other) => isSame(call, other)));
  const context = {
    vendors: mockVendors,
    taskIds: new Set(first.tasks.keys()),
    canKill: options.canKill,
    jumps: jumpsFor(options.settings),
  };
  const impossible: NotTried[] = [];
  const leftOut: NotTried[] = [];
  const steps: Step[] = [];
  for (const call of calls) {
    const possible = effectsFor(call, context);
    for (const one of possible.impossible) impossible.push(notTried(call, one));
    for (const effect of possible.effects)
      if (options.effects.includes(effect.group)) steps.push({ call: idOf(call), effect });
      else leftOut.push(notTried(call, { ...effect, reason: 'left out by the option effects' }));
  }
  return { calls: calls.map(idOf), steps, impossible, leftOut };
}

const isSame = (a: ObservedCall, b: ObservedCall) => sameEndpoint(a, b) && a.nth === b.nth;

const idOf = ({ vendor, endpoint, nth }: CallId): CallId => ({ vendor, endpoint, nth });

const notTried = (call: ObservedCall, { name, group, reason }: Impossible): NotTried => ({
  call: idOf(call),
  effect: name,
  group,
  reason,
});

/** Settings of vendors that say how long something lives, by what a jump past it is called. */
const lifetimes: Readonly<
  Record<string, Readonly<Record<string, readonly [vendor: string, setting: string]>>>
> = {
  fangtang: { token: ['fangtang', 'tokenWindowS'], retention: ['fangtang', 'retentionS'] },
  picwish: { retention: ['picwish', 'retentionS'] },
  'picwish-web': {
    token: ['picwish-web', 'tokenLifetimeS'],
    grant: ['picwish-web', 'grantLifetimeS'],
    retention: ['picwish-web', 'retentionS'],
  },
  'aliyun-oss': { grant: ['picwish-web', 'grantLifetimeS'] },
  lufff: { token: ['lufff', 'tokenLifetimeS'] },
};

const jumpsFor =
  (settings: World['settings']) =>
  (vendor: string): Readonly<Record<string, number>> =>
    Object.fromEntries(
      Object.entries(lifetimes[vendor] ?? {}).map(([name, [owner, setting]]) => {
        const defaults = mockVendors.find((mock) => mock.name === owner)?.defaults;
        const known = { ...defaults, ...settings[owner] } as Readonly<Record<string, unknown>>;
        return [name, (Number(known[setting]) + 1) * 1_000];
      }),
    );
