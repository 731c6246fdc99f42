import { expect, it } from 'vitest';
import {
  integer,
  languages,
  number,
  type ParameterRule,
  rectangles,
  shortText,
  size,
} from '../../src/vendors/picwish/parameters.ts';
import { picwish } from '../helpers/picwish.ts';

const box = { x: 0, y: 0, width: 1, height: 1 };
const boxes = (...list: unknown[]) => JSON.stringify(list);
const copies = (count: number) => boxes(...Array.from({ length: count }, () => box));

const rules: Readonly<
  Record<string, { rule: ParameterRule; good: readonly string[]; bad: readonly string[] }>
> = {
  'a whole number from 2 to 30': {
    rule: integer(2, 30),
    good: ['2', '30', '007'],
    bad: ['1', '31', '-2', '2.5', '', ' 3', '0000000003'],
  },
  'a ratio from 1 to 8': {
    rule: number(1, 8),
    good: ['1', '8', '1.5', '01.50'],
    bad: ['.9', '8.1', '0', '-1', '2.', '1e0', 'NaN', ''],
  },
  'a size of 100 to 2000 pixels a side': {
    rule: size,
    good: ['100x100', '2000x2000', '295x413'],
    bad: ['099x100', '100x099', '2001x100', '100x2001', '100', '100x100x100', '99x100', '300 x 400'],
  },
  'a text of at most 3 characters': { rule: shortText(3), good: ['', 'abc'], bad: ['abcd'] },
  'at most ten languages': {
    rule: languages,
    good: ['en', 'a,b,c,d,e,f,g,h,i,j'],
    bad: ['a,b,c,d,e,f,g,h,i,j,k'],
  },
  '1 to 50 rectangles': {
    rule: rectangles,
    good: [copies(1), copies(50), boxes({ x: '3', y: 4, width: '1', height: 9 })],
    bad: [
      ...['', '{}', 'null', '[null]', '["x"]', copies(0), copies(51), JSON.stringify(box)],
      ...[
        { x: -1 },
        { y: -1 },
        { width: 0 },
        { height: 0 },
        { width: 0.5 },
        { x: undefined },
        { height: undefined },
      ].map((wrong) => boxes({ ...box, ...wrong })),
      boxes(box, { ...box, width: 0 }),
    ],
  },
};

it.each(Object.entries(rules))('allows %s, and nothing else', (_, { rule, good, bad }) => {
  expect(good.filter((text) => !rule(text))).toEqual([]);
  expect(bad.filter(rule)).toEqual([]);
});

it.each([
  [199, 200],
  [200, 400],
])('reads 200 fields of a form: the picture behind %i others is answered by %i', async (others, status) => {
  const mock = picwish();
  const fields = Object.fromEntries(Array.from({ length: others }, (_, i) => [`other${i}`, 'x']));
  const sent = await mock.create('visual/scale', { ...fields, image_url: 'https://images.test/a.png' });
  expect(sent).toMatchObject({ status, body: { status } });
});
