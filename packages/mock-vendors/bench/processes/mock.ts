// All mock vendors as they are served, in a process of their own, with credits without end.
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@api-repack/mock-vendors';
import { stateSlot } from '../../src/vendors/fangtang/state.ts';

const { world, origins } = await serve({ taskTiming: { mode: 'immediate' }, maxBlobBytes: 64 << 20 });
for (const channel of world.stateOf(stateSlot).channels.values()) channel.left = 1e9;
console.log(JSON.stringify(origins));
process.on('message', async () => {
  // What a collection has found is freed a while after it.
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await sleep(100);
  }
  process.send?.(process.memoryUsage());
});
process.on('disconnect', () => process.exit());
