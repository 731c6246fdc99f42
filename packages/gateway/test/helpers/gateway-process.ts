// A gateway that a test kills: node gateway-process.ts <store> <base URL of Fangtang> <lease in milliseconds>. Prints its address.
import { flushCompileCache } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { nodeHost } from '@api-repack/core/node';
import { createGateway } from '../../src/index.ts';
import { openStore } from '../../src/open-store.ts';

const [store = '', fangtang = '', leaseMs] = process.argv.slice(2);
const { app } = await createGateway({
  store: await openStore(store),
  baseUrls: { fangtang },
  leaseMs: Number(leaseMs),
  // Asks for results much sooner than it should ask a vendor.
  host: {
    ...nodeHost(),
    sleep: async (ms, signal) => void (await setTimeout(ms / 20, undefined, { signal })),
  },
});
// When it is killed, it is too late.
flushCompileCache();
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
