import { describe, expect, it } from 'vitest';
import { imageUrlsOf } from '../src/image-urls.ts';

const itemWith = (imageUrl: unknown) =>
  ({
    index: 3,
    connection: { vendor: {} },
    context: { getNode: () => ({ name: 'Toy', type: 'toy', parameters: {} }) },
    parameter: (name: string) => (name === 'imageUrl' ? imageUrl : undefined),
  }) as never;
const a = 'http://h/a.png';
const b = 'https://h/b.png';

describe('the image URLs of a text', () => {
  it.each([
    ['one after a space', `${a} ${b}`, [a, b]],
    ['one after a comma', `${a},${b}`, [a, b]],
    ['one after a comma and a space', `${a}, ${b}`, [a, b]],
    ['one in each line', `${a}\n${b}\n`, [a, b]],
    ['one with blanks', 'http://h/my photo (1).jpg', ['http://h/my%20photo%20(1).jpg']],
    ['one with a comma', 'http://h/a,b.png', ['http://h/a,b.png']],
    [
      'one with another in its query',
      'http://h/get?url=https://x/y.png',
      ['http://h/get?url=https://x/y.png'],
    ],
    ['a list of an expression', [a, b], [a, b]],
  ])('%s', (_, value, urls) => {
    expect(imageUrlsOf(itemWith(value))).toEqual(urls);
  });

  it.each([
    'not a url',
    'photo.png',
    'ftp://h/x',
    'http://',
    `data:image/png;base64,${'A'.repeat(1_000_000)}`,
    '',
    [],
    7,
  ])('are refused as one mistake of the item: %.20s', (value) => {
    const refusal = expect.objectContaining({
      charged: 'no',
      context: expect.objectContaining({ itemIndex: 3 }),
    });
    expect(() => imageUrlsOf(itemWith(value))).toThrow(refusal);
  });

  it('leave out of a message what may be secret', () => {
    expect(() => imageUrlsOf(itemWith('ftp://user:sesame@h/x?key=sesame'))).not.toThrow(/sesame/);
  });
});
