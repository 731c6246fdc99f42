import { expect, it } from 'vitest';
import { openTurns } from '../src/turns.ts';

it('works are done so many at once, in their order, also after one that failed', async () => {
  const take = openTurns(2);
  const started: number[] = [];
  let open = 0;
  let most = 0;
  const work = async (number: number) => {
    started.push(number);
    most = Math.max(most, ++open);
    await Promise.resolve();
    open--;
    if (number === 1) throw new Error('1');
  };
  const done = await Promise.allSettled([0, 1, 2, 3, 4].map((number) => take(() => work(number))));
  expect(done.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true]);
  expect([started, most]).toEqual([[0, 1, 2, 3, 4], 2]);
});
