import { describe, expect, it } from 'vitest';
import { inMemory, photo, startFangtang } from './helpers/fangtang.ts';
import { picture } from './helpers/pictures.ts';

const photos = (count: number) => Array.from({ length: count }, (_, index) => photo(10 + index));
const url = (imageUrl: string) => ({ inputSource: 'url', imageUrl });

describe('what can be known beforehand is checked for all items before the first one is paid for', () => {
  it.each([
    ['an empty file', { data: inMemory(Buffer.alloc(0), 'empty.png') }, {}],
    ['a missing file', undefined, {}],
    ['a file without content', { data: { fileName: 'a.png', mimeType: 'image/png' } as never }, {}],
    ['a wrong setting', photo(99).binary, { preset: '', steps: '={{ $itemIndex === 7 ? ["x"] : ["sr"] }}' }],
  ])('%s in the last of eight items', async (_, binary, parameters) => {
    const { run, calls } = await startFangtang();
    const items = [...photos(7), { json: {}, ...(binary && { binary }) }];
    const { error } = await run({ items, parameters });
    expect(error?.context.itemIndex).toBe(7);
    expect(calls('uploads')).toBe(0);
  });

  it.each(['nonsense', '', 'ftp://x/y'])('the URL %o in the last of eight items', async (last) => {
    const { run, calls } = await startFangtang();
    const items = [
      ...Array.from({ length: 7 }, () => ({ json: { url: 'http://127.0.0.1:9/a.png' } })),
      { json: { url: last } },
    ];
    const { error } = await run({ items, parameters: url('={{ $json.url }}') });
    expect(error?.context.itemIndex).toBe(7);
    expect(error?.context.data).toMatchObject({ kind: 'bad-input', charged: 'no' });
    expect(calls('uploads')).toBe(0);
  });

  it('for each item where the workflow continues: the second of two files is empty', async () => {
    const { run, calls } = await startFangtang();
    const binary = { ...photo(10).binary, empty: inMemory(Buffer.alloc(0), 'empty.png') };
    const node = { onError: 'continueRegularOutput' as const };
    const { items } = await run({
      items: [{ json: {}, binary }, photo(11)],
      parameters: { binaryField: 'data,empty' },
      node,
    });
    expect(items('Fangtang')).toHaveLength(2);
    expect(calls('uploads')).toBe(0);
  });
});

describe('a file of an item', () => {
  it.each([
    ['a number as its name', { fileName: 20260101 }],
    ['no type', { mimeType: undefined }],
    ['a number as its type', { mimeType: 7 }],
    ['a name of 300 letters', { fileName: `${'x'.repeat(300)}.png` }],
    ['the name constructor', { fileName: 'constructor' }],
    ['the name __proto__', { fileName: '__proto__' }],
  ])('with %s is sent', async (_, wrong) => {
    const { run } = await startFangtang();
    const data = { ...inMemory(picture(20), 'a.png'), ...wrong } as never;
    const { error, items } = await run({ items: [{ json: {}, binary: { data } }] });
    expect(error).toBeUndefined();
    expect(items('Fangtang')).toHaveLength(1);
  });

  it('named * stands for all files of the item', async () => {
    const { run } = await startFangtang();
    const binary = { ...photo(10).binary, other: inMemory(picture(12), 'other.png') };
    const { items } = await run({ items: [{ json: {}, binary }], parameters: { binaryField: '*' } });
    expect(items('Fangtang').map(({ json }) => json.sourceFileName)).toEqual(['photo-10.png', 'other.png']);
  });
});

describe('the field Image URL', () => {
  it('takes a data URL for what it is, and does not repeat it', async () => {
    const { run, calls } = await startFangtang();
    const { error } = await run({ parameters: url(`data:image/png;base64,${'A'.repeat(1_000_000)}`) });
    expect(error?.message.length).toBeLessThan(300);
    expect(calls('uploads')).toBe(0);
  });
});

describe('the option Spend Limit', () => {
  it('sends nothing beyond it', async () => {
    const { run, world } = await startFangtang();
    const parameters = { options: { spendLimit: 2, itemsAtOnce: 1 } };
    const { items } = await run({ items: photos(4), parameters, node: { onError: 'continueRegularOutput' } });
    expect(world.ledger.cost()).toBe(2);
    expect(items('Fangtang').map(({ json }) => 'error' in json)).toEqual([false, false, true, true]);
  });

  it('does not count what was not charged', async () => {
    const { run, world } = await startFangtang();
    world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { error: 'uploadFailed' } });
    const parameters = { options: { spendLimit: 2, itemsAtOnce: 1 } };
    await run({ items: photos(3), parameters, node: { onError: 'continueRegularOutput' } });
    expect(world.ledger.cost()).toBe(2);
  });
});

it('one image that Fangtang cannot process does not fail those whose states are read with it', async () => {
  const { run } = await startFangtang();
  const items = [...photos(5), photo(2)];
  const parameters = { preset: '', steps: ['scratch'], options: { waitLimit: 5 } };
  const done = await run({ items, parameters, node: { onError: 'continueRegularOutput' } });
  expect(done.items('Fangtang').filter(({ json }) => !('error' in json)).length).toBeGreaterThanOrEqual(5);
});
