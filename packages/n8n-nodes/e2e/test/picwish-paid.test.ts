import { describe, expect, it } from 'vitest';
import { photo, type RunOptions, startPicwish } from './helpers/picwish.ts';
import { answer, during, ids, image } from './helpers/picwish-trouble.ts';

const items = [photo(10)];
const continues = { onError: 'continueRegularOutput' as const };

describe('what fails after the payment, also where the workflow continues, has the ids', () => {
  const lookRefused = {
    vendor: 'picwish',
    endpoint: 'readColorization',
    effect: answer({ status: 400, message: 'no' }),
  };

  it.each<{ name: string; run: RunOptions; fault?: typeof lookRefused }>([
    {
      name: 'the first look of an execution that is to rest',
      run: image('colorization', { waitMode: 'callback' }),
      fault: lookRefused,
    },
  ])('$name', async ({ run, fault }) => {
    const room = await startPicwish();
    if (fault) room.world.faults.add(fault);
    const done = await room.run({ ...run, items, node: continues });
    expect(done.items('PicWish')).toMatchObject([{ json: { details: { ids } } }]);
    const stopped = await room.run({ ...during(fault ?? lookRefused, run)(room), items });
    expect(stopped.error?.context.data).toMatchObject({ charged: 'yes', ids });
    expect(room.calls().filter((name) => name === 'createColorization')).toHaveLength(2);
  });
});
