import type { World } from '../world/world.ts';
import type { RecordedCall } from './capsule.ts';

/** In real time: one vendor may wait for another that is silent, until a limit on the world's clock. */
const maxFrozenMs = 3_000;

/**
 * Stops a world's clock while a call is handled, so that a response does not depend on how busy this machine is. A replay
 * sets it to the time of the recorded call first.
 */
export function freezeDuringCalls(world: World, recorded: readonly RecordedCall[] = []): void {
  const { speed } = world.clock;
  let underWay = 0;
  let next = 0;
  let limit: NodeJS.Timeout | undefined;
  const thaw = () => {
    clearTimeout(limit);
    world.clock.speed = speed;
  };
  world.beforeCall = () => {
    underWay++;
    world.clock.speed = 0;
    clearTimeout(limit);
    limit = setTimeout(thaw, maxFrozenMs).unref();
    const call = recorded[next++];
    if (call) moveTo(world, call.at);
  };
  world.journal.listen(() => {
    underWay--;
    if (underWay === 0) thaw();
  });
}

/** Timers that are due on the way ring. */
function moveTo({ clock }: World, at: number): void {
  const ms = at - clock.now();
  if (ms > 0) clock.advance(ms);
  else clock.set(at);
}
