// A gateway that a test kills: node gateway-process.ts <store> <base URL of Fangtang> <lease in milliseconds>. Prints its address.
import { createGateway } from '../../src/index.ts';
import { openStore } from '../../src/open-store.ts';

const [store = '', fangtang = '', leaseMs] = process.argv.slice(2);
const { app } = await createGateway({
  store: await openStore(store),
  baseUrls: { fangtang },
  leaseMs: Number(leaseMs),
});
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
