// npm run assume: runs our own gateway and nodes under each alternative of every setting that stands for a guess.
import { startVitest } from 'vitest/node';

process.env.ASSUME = 'full';
const vitest = await startVitest('test', ['assume.test.ts'], { watch: false });
await vitest.close();
