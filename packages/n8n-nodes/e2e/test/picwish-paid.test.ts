import { describe, expect, it } from 'vitest';
import { photo, type RunOptions, startPicwish } from './helpers/picwish.ts';
import { answer, during, ids, image, inAccount } from './helpers/picwish-trouble.ts';

const items = [photo(10)];
const continues = { onError: 'continueRegularOutput' as const };
const nonsense = '={{ $("Nobody").item.json.x }}';

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

describe('what would only show after the payment is refused before', () => {
  const wait = /^'(First Wait|Poll Interval|Wait Limit) \(Seconds\)' is not a number of seconds \[item 0\]$/;
  const undefinedName = /^'Put Output File in Field' is empty \[item 0\]$/;

  const cases: { parameters: RunOptions['parameters']; says: RegExp }[] = [
    { parameters: { options: { waitLimit: '={{ $json.none }}' } }, says: wait },
    { parameters: { options: { waitLimit: '={{ "5 min" }}' } }, says: wait },
    { parameters: { options: { waitLimit: '={{ "" }}' } }, says: wait },
    { parameters: { options: { waitLimit: -1 } }, says: wait },
    { parameters: { options: { waitLimit: '={{ $json.none }}' }, waitMode: 'callback' }, says: wait },
    { parameters: { options: { pollInterval: '={{ $json.none }}' } }, says: wait },
    { parameters: { options: { pollInterval: 1e10 } }, says: wait },
    { parameters: { options: { firstWait: '={{ null }}' } }, says: wait },
    { parameters: { outputField: '={{ $json.none }}' }, says: undefinedName },
    { parameters: { outputField: ' ' }, says: undefinedName },
    { parameters: { outputField: nonsense }, says: /^Referenced node doesn't exist/ },
  ];

  it.each(
    cases.flatMap((one) => [
      { ...one, of: image },
      { ...one, of: inAccount },
    ]),
  )('$of.name: $parameters', async ({ of, parameters, says }) => {
    const room = await startPicwish();
    const { error } = await room.run({ ...of('colorization', parameters), items });
    expect(error?.message).toMatch(says);
    expect(error?.context.itemIndex).toBe(0);
    expect(room.calls()).toEqual([]);
  });

  it('but a number that is a text will do, and the URL needs no field', async () => {
    const room = await startPicwish();
    const parameters = { output: 'url', outputField: '', options: { waitLimit: '={{ "30" }}' } };
    const { status } = await room.run({ ...image('colorization', parameters), items });
    expect(status).toBe('success');
  });
});
