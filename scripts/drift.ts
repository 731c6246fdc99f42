// npm run drift: records 10,000 exchanges of the unchanged mocks and a hundred changed ones, and holds them to the mocks.
import { startVitest } from 'vitest/node';

process.env.DRIFT = 'full';
const vitest = await startVitest('test', ['packages/mock-vendors/test/drift-mutants.test.ts'], {
  watch: false,
});
await vitest.close();
