import { expect, it, vi } from 'vitest';
import { acceleratedClock, type Clock, manualClock, realClock } from '../src/world/clock.ts';
import { World } from '../src/world/world.ts';

const place = { name: 'any', initialState: () => ({ accounts: new Map([['a', { left: 5 }]]) }) };

function used(world: World): World {
  world.ids.hex();
  world.tasks.start({ id: 't', vendor: 'any', taskTiming: world.taskTiming });
  world.ledger.record({ at: 0, vendor: 'any', account: 'a', credits: 1, endpoint: 'e', reference: 't' });
  world.faults.add({ vendor: 'any', effect: { delayMs: 1 } });
  const entry = world.journal.open({
    ...{ world: 'main', at: 0, vendor: 'any', endpoint: 'e' },
    ...{ method: 'GET', origin: '', url: '/' },
  });
  world.journal.close(entry, { status: 200, headers: {}, body: '' }, 0);
  const account = world.stateOf(place).accounts.get('a');
  if (account) account.left = 4;
  world.clock.advance(1_000);
  return world;
}

it('is as new after a reset', () => {
  const fresh = new World({ clock: manualClock() });
  const world = used(new World({ clock: manualClock() }));
  expect(world.snapshot()).not.toEqual(fresh.snapshot());
  world.reset();
  expect(world.snapshot()).toEqual(fresh.snapshot());
  expect(world.stateOf(place)).toEqual(fresh.stateOf(place));
});

it('restores a snapshot as often as it is asked to', () => {
  const world = used(new World({ clock: manualClock() }));
  const snapshot = world.snapshot();
  for (const _ of [1, 2]) {
    used(world);
    world.tasks.force('t', 'failed');
    world.restore(snapshot);
    expect(world.snapshot()).toEqual(snapshot);
  }
});

it('shares nothing with a fork', () => {
  const world = used(new World({ clock: manualClock() }));
  const before = world.snapshot();
  used(world.fork());
  expect(world.snapshot()).toEqual(before);
});

it('forgets what was to happen later when it is reset', () => {
  const world = new World({ clock: manualClock() });
  const callback = vi.fn();
  world.later(60_000, callback);
  world.reset();
  world.later(5_000, callback);
  world.advanceUntilIdle();
  expect(world.clock.now()).toBe(Date.UTC(2026, 0, 1) + 5_000);
  expect(callback).toHaveBeenCalledOnce();
});

it('rings timers in order and at their own time', () => {
  const clock = manualClock(0);
  const rung: [string, number][] = [];
  clock.at(30, () => rung.push(['late', clock.now()]));
  clock.at(10, () => {
    rung.push(['early', clock.now()]);
    clock.at(20, () => rung.push(['added', clock.now()]));
  });
  const takeBack = clock.at(15, () => rung.push(['taken back', clock.now()]));
  takeBack();
  clock.advance(100);
  expect(rung).toEqual([
    ['early', 10],
    ['added', 20],
    ['late', 30],
  ]);
  expect(clock.now()).toBe(100);
});

it('lets time pass until nothing is left to happen', () => {
  const world = new World({ clock: manualClock() });
  const { id } = world.tasks.start({ id: 't', vendor: 'any', taskTiming: world.taskTiming });
  world.tasks.start({ id: 'stuck', vendor: 'any', taskTiming: world.taskTiming, fate: 'never' });
  world.advanceUntilIdle();
  expect(world.tasks.read(id)).toMatchObject({ phase: 'done' });
  expect(world.tasks.read('stuck')).toMatchObject({ phase: 'running' });
});

it('sets back what was done to a clock that runs', () => {
  const world = new World({ clock: realClock() });
  const whatWasDone = (clock: Clock) => {
    clock.advance(3_600_000);
    clock.speed = 60;
    clock.set(0);
    clock.speed = 0;
  };
  const asNow = () => Math.abs(world.clock.now() - Date.now()) < 60_000;
  for (const back of [() => world.reset(), world.restore.bind(world, world.snapshot())]) {
    whatWasDone(world.clock);
    back();
    expect([world.clock.speed, asNow()]).toEqual([1, true]);
  }
});

it('jumps ahead while the clock runs, whatever a test runner does to timers', () => {
  vi.useFakeTimers();
  try {
    const clock = acceleratedClock(1);
    const callback = vi.fn();
    clock.at(clock.now() + 3_600_000, callback);
    vi.advanceTimersByTime(7_200_000);
    expect(callback).not.toHaveBeenCalled();
    clock.advance(3_600_000);
    expect(callback).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});
