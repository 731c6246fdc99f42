// Mock vendors in a process of their own, so that they do not share a thread with what is measured.
import { serve, World } from '@api-repack/mock-vendors';

const [delayMs = '0'] = process.argv.slice(2);
const world = new World({ journalLimit: 100 });
if (Number(delayMs) > 0)
  world.faults.add({
    vendor: 'fangtang',
    endpoint: 'nums',
    times: Number.MAX_SAFE_INTEGER,
    effect: { delayMs: Number(delayMs) },
  });
const { origins } = await serve({ world });
console.log(JSON.stringify(origins));
