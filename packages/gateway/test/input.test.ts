import * as v from 'valibot';
import { expect, test } from 'vitest';
import { parseInput } from '../src/input.ts';

const schema = v.strictObject({
  text: v.optional(v.string()),
  size: v.optional(v.pipe(v.number(), v.integer())),
  rate: v.optional(v.picklist([0, 2, 4])),
  flag: v.optional(v.boolean()),
  steps: v.optional(v.array(v.picklist(['a', 'b']))),
  boxes: v.optional(v.array(v.strictObject({ x: v.number(), y: v.optional(v.number()) }))),
  url: v.optional(v.pipe(v.string(), v.url())),
  digits: v.optional(v.pipe(v.string(), v.digits(), v.transform(Number))),
});

const parse = (...pairs: [string, ...unknown[]][]) =>
  parseInput(schema, new Map(pairs.map(([name, ...values]) => [name, values])));

test('texts become what the schema wants', () => {
  expect(parse(['size', '24'], ['rate', '2'], ['flag', 'true'], ['text', '24'])).toEqual({
    size: 24,
    rate: 2,
    flag: true,
    text: '24',
  });
});

test.each([
  ['a field that is repeated', ['a', 'b']],
  ['commas', ['a, b']],
  ['JSON in a text', ['["a","b"]']],
  ['a list in JSON', [['a', 'b']]],
])('a list may be %s', (_, values) => {
  expect(parse(['steps', ...values])).toEqual({ steps: ['a', 'b'] });
});

test('objects come as JSON', () => {
  expect(parse(['boxes', '[{"x":1},{"x":2}]'])).toEqual({ boxes: [{ x: 1 }, { x: 2 }] });
  expect(parse(['boxes', '{"x":1}', '{"x":2}'])).toEqual({ boxes: [{ x: 1 }, { x: 2 }] });
  expect(parse(['boxes', '{"x":1,"y":2}'])).toEqual({ boxes: [{ x: 1, y: 2 }] });
});

test('an empty text is a field left empty', () => {
  expect(parse(['size', ''], ['steps', ''], ['text', ''])).toEqual({});
});

test('core transforms, not the gateway: twice would be wrong', () => {
  expect(parse(['digits', '12'])).toEqual({ digits: '12' });
});

test.each([
  [['size', 'abc'], 'size: must be a number'],
  [['size', '1.5'], 'size: is not a valid integer'],
  [['rate', '3'], 'rate: must be one of 0, 2, 4'],
  [['flag', 'maybe'], 'flag: must be true or false'],
  [['text', 'a', 'b'], 'text: give it once'],
  [['boxes', '[{"x":'], 'boxes: is not valid JSON'],
  [['steps', 'a,c'], 'steps.1: must be one of'],
  [['url', 'secret'], 'url: is not a valid URL'],
  [['txet', 'a'], 'txet: unknown parameter'],
  [['constructor', 'a'], 'constructor: unknown parameter'],
  [['text:a,password:secret', 'a'], 'a field: unknown parameter'],
] as [[string, ...unknown[]], string][])('%o is refused without its value', (pair, message) => {
  expect(() => parse(pair)).toThrow(message);
  expect(() => parse(pair)).not.toThrow(/received|secret/i);
});
