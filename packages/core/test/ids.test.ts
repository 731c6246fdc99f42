import { expect, it } from 'vitest';
import { idsIn, toIds } from '../src/ids.ts';

const same = (text: string) => text;

it('finds what may lead to a result, and leaves out what envelopes say about the call', () => {
  const json = {
    status: 200,
    message: 'ok',
    request_id: 'r',
    data: { task_id: '1', list: [{ mdf: 'a' }, { mdf: 'b' }] },
  };
  expect(idsIn({ json, text: '' }, same)).toEqual({ task_id: ['1'], mdf: ['a', 'b'] });
});

it('leaves out tokens, pictures and secrets', () => {
  const json = { api_token: 'Bearer v2,x', image: 'A'.repeat(5_000), own: 'k3y', task_id: '1' };
  expect(idsIn({ json, text: '' }, (text) => text.replace('k3y', '***'))).toEqual({ task_id: ['1'] });
  expect(toIds({ ...json, own: {} })).toEqual({ task_id: '1' });
});

it('is bounded', () => {
  const json = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`id_${at}`, Array(500).fill(at)]));
  for (const ids of [idsIn({ json, text: '' }, same), toIds(json)]) {
    expect(Object.keys(ids ?? {})).toHaveLength(10);
    expect(ids?.id_0).toHaveLength(50);
  }
});

it.each([
  ['{"code":200,"data":{"mdf":["aa","bb","c', { mdf: ['aa', 'bb'] }],
  ['{"status":200,"data":{"task_id":"11","state":0},"me', { task_id: ['11'], state: ['0'] }],
  ['{"data":{"task_id":"1', undefined],
  ['<html>', undefined],
])('finds what is complete in a response that was cut off: %s', (text, ids) => {
  expect(idsIn({ json: undefined, text }, same)).toEqual(ids);
});
