// All mock vendors as they are served, in a process that measures how long its event loop is kept waiting.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { serve } from '@api-repack/mock-vendors';

const { origins } = await serve({
  taskTiming: { mode: 'immediate' },
  settings: { picwish: { qps: 0 }, fangtang: {} },
});
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
console.log(JSON.stringify(origins));
process.on('message', () => {
  process.send?.(delay.max / 1e6);
  delay.reset();
});
process.on('disconnect', () => process.exit());
