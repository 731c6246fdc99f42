// All mock vendors as they are served, in a process of their own, with credits without end.
import { serve } from '@api-repack/mock-vendors';
import { place } from '../../src/vendors/fangtang/state.ts';

const { world, origins } = await serve({ pace: { mode: 'immediate' }, maxBlobBytes: 64 << 20 });
for (const channel of world.stateOf(place).channels.values()) channel.left = 1e9;
console.log(JSON.stringify(origins));
process.on('message', () => {
  globalThis.gc?.();
  process.send?.(process.memoryUsage());
});
process.on('disconnect', () => process.exit());
