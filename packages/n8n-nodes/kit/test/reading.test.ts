import { describe, expect, it } from 'vitest';
import { startToy, withFile } from './helpers/toy-node.ts';

const refused = { kind: 'bad-input', charged: 'no' };

async function sent(parameters: object) {
  const { run, vendor } = startToy();
  await run({ parameters: { waitMode: 'none', ...parameters } });
  const [{ image_file, ...input } = {}] = vendor.charged;
  return input;
}
const area = { rectangles: [{ x: 1, y: 2, width: 3, height: 4 }] };

describe('what is sent', () => {
  it('is nothing but what the user chose', async () => {
    expect(await sent({})).toEqual(area);
  });

  it.each([
    ['a switch', { options: { crop: true } }, { crop: 1 }],
    ['a switch that is off', { options: { crop: false } }, { crop: 0 }],
    ['a text for a switch, of an expression', { options: { crop: () => 'true' } }, { crop: 1 }],
    ['a text for a number, of an expression', { factor: () => '4' }, { factor: 4 }],
    ['a list of words with commas', { options: { tags: 'a, b' } }, { tags: ['a', 'b'] }],
    ['a list, of an expression', { options: { tags: () => ['a', 'b'] } }, { tags: ['a', 'b'] }],
    ['a color', { options: { color: '#00ff7F' } }, { color: '00ff7F' }],
    [
      'what belongs to another value',
      { kind: 'object', options: { quality: 7 } },
      { kind: 'object', quality: 7 },
    ],
    ['what does not', { kind: 'person', options: { quality: 7 } }, { kind: 'person' }],
  ])('%s', async (_, parameters, input) => {
    expect(await sent(parameters)).toEqual({ ...area, ...input });
  });

  it.each([
    ['as JSON', '[{"x":1,"y":2,"width":3,"height":4}]'],
    ['as a list', [{ x: '1', y: 2, width: 3, height: 4 }]],
  ])('rectangles of an expression %s', async (_, rectangles) => {
    expect(await sent({ rectangles: () => rectangles })).toEqual(area);
  });

  it('only the alternative that is chosen', async () => {
    const { run, vendor } = startToy();
    const item = { json: {}, binary: { ...withFile('a.png').binary, m: withFile('m.png').binary?.data } };
    await run({
      parameters: { waitMode: 'none', area: 'mask_file', mask_file: 'm' },
      items: [item as never],
    });
    expect(vendor.charged[0]).not.toHaveProperty('rectangles');
    expect(vendor.charged[0]?.mask_file).toMatchObject({ name: 'm.png' });
  });

  it('the URL itself where the vendor fetches it, and the ID of an earlier image', async () => {
    const url = 'https://example.com/b.png';
    expect(await sent({ inputSource: 'url', imageUrl: url })).toEqual({ ...area, image_url: url });
    expect(await sent({ inputSource: 'earlier', earlierId: 'x' })).toEqual({ ...area, earlier_id: 'x' });
  });
});

describe('what core does not take is refused before anything is paid', () => {
  it.each([
    ['a number beyond its limit', { kind: 'object', options: { quality: 101 } }],
    ['a value that is not in a list', { kind: () => 'tree' }],
    ['an expression of a list that gives nothing', { kind: () => undefined }],
    ['an expression of a number that gives nothing', { kind: 'object', options: { quality: () => null } }],
    ['a switch that is none', { options: { crop: () => 'perhaps' } }],
    ['rectangles that are no JSON', { rectangles: () => '[{' }],
    ['a rectangle without a height', { rectangles: () => [{ x: 1, y: 2, width: 3 }] }],
    ['no rectangle', { rectangles: {} }],
    ['a choice that is none', { area: () => 'everything' }],
    ['no ID of an earlier image', { inputSource: 'earlier', earlierId: '' }],
    ['a way of waiting that is none', { waitMode: () => 'forever' }],
    ['an operation that is none', { operation: () => 'fly' }],
    ['a name for the file that is empty', { outputField: ' ' }],
    ['a wait that is no number', { options: { waitLimit: () => '5 min' } }],
    ['a wait that gives nothing', { options: { waitLimit: () => undefined } }],
    ['a wait below zero', { options: { waitLimit: -1 } }],
    ['a poll interval beyond all bounds', { options: { pollInterval: 1e10 } }],
    ['a first wait that gives nothing', { options: { firstWait: () => null } }],
    ['a name for the file that gives nothing', { outputField: () => undefined }],
    ['an input to keep in a way that is none', { options: { includeInput: () => 'twice' } }],
  ])('%s', async (_, parameters) => {
    const { failure, vendor } = startToy();
    const error = await failure({ parameters });
    expect(error.context.itemIndex).toBe(0);
    expect(error.context.data).toMatchObject(refused);
    expect(vendor.calls).toBe(0);
  });

  it('for all items, of which the last one is wrong', async () => {
    const { failure, vendor } = startToy();
    const parameters = { kind: (item: number) => (item === 2 ? 'tree' : 'person') };
    const items = ['a.png', 'b.png', 'c.png'].map((name) => withFile(name));
    expect((await failure({ parameters, items })).context.itemIndex).toBe(2);
    expect(vendor.calls).toBe(0);
  });
});
