// npm run drift: records 10,000 exchanges of the unchanged mocks and a hundred changed ones, and holds them to the mocks; holds a
// hundred stubs that differ in one thing to the contracts.
import { startVitest } from 'vitest/node';

process.env.DRIFT = 'full';
const vitest = await startVitest('test', ['drift-mutants.test.ts', 'contract-deviations.test.ts'], {
  watch: false,
});
await vitest.close();
