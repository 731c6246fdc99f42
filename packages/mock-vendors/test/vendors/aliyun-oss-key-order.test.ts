import { expect, it } from 'vitest';
import { compareKeys, sortByKey } from '../../src/vendors/aliyun-oss/compare-keys.ts';

/** In the order of their UTF-8 bytes. */
const ordered = [
  ...['', '!', 'A', 'a', 'a/', 'aa', 'b', '\u007f', 'é', '猫', '\ud7ff', '\ue000', '\uffff'],
  ...['\u{10000}', '\u{10000}a', '\u{103ff}', '\u{10400}', '\u{10ffff}'],
];

it.each(ordered)('compares %j with other keys by their UTF-8 bytes', (key) => {
  const signs = ordered.map((other) => Math.sign(compareKeys(key, other)));
  expect(signs).toEqual(ordered.map((other) => Buffer.compare(Buffer.from(key), Buffer.from(other))));
});

it.each([
  ['with surrogates', ordered],
  ['without any', ordered.filter((key) => !/[\ud800-\udfff]/.test(key))],
])('sorts keys %s', (_, keys) => {
  const objects = keys.map((key) => ({ key })).toReversed();
  sortByKey(objects);
  expect(objects.map(({ key }) => key)).toEqual(keys);
});
