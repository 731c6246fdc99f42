import { expect, it, vi } from 'vitest';
import { batchReads } from '../src/batch-reads.ts';
import { VendorError } from '../src/errors.ts';

const host = { sleep: () => Promise.resolve() };
const known = async (keys: readonly string[]) => new Map(keys.map((key) => [key, key.toUpperCase()]));
const notFound = new VendorError('not-found', 'no such id', { vendor: 'v', endpoint: 'e' });

it('makes one request of reads that come within a moment', async () => {
  const readMany = vi.fn(known);
  const read = batchReads({ readMany, host, windowMs: 100, maxKeys: 50 });
  expect(await Promise.all([read('a'), read('b'), read('a')])).toEqual(['A', 'B', 'A']);
  expect(readMany.mock.calls).toEqual([[['a', 'b']]]);
  await read('c');
  expect(readMany.mock.calls).toHaveLength(2);
});

it('asks for no more keys at once than the vendor takes', async () => {
  const readMany = vi.fn(known);
  const read = batchReads({ readMany, host, windowMs: 100, maxKeys: 2 });
  expect(await Promise.all(['a', 'b', 'c'].map(read))).toEqual(['A', 'B', 'C']);
  expect(readMany.mock.calls).toEqual([[['a', 'b']], [['c']]]);
});

it('tells the others when one unknown key makes the whole request fail', async () => {
  const readMany = async (keys: readonly string[]) => {
    if (keys.includes('unknown')) throw notFound;
    return known(keys);
  };
  const read = batchReads({ readMany, host, windowMs: 100, maxKeys: 50 });
  const [good, bad] = await Promise.allSettled([read('a'), read('unknown')]);
  expect(good).toMatchObject({ value: 'A' });
  expect(bad).toMatchObject({ reason: { kind: 'not-found' } });
});

it('tells the others when the vendor breaks on one key with HTTP 500', async () => {
  const broken = new VendorError('unavailable', 'HTTP 500', { vendor: 'v', endpoint: 'e', status: 500 });
  const readMany = async (keys: readonly string[]) => {
    if (keys.includes('bad')) throw broken;
    return known(keys);
  };
  const read = batchReads({ readMany, host, windowMs: 100, maxKeys: 50 });
  const [good, bad] = await Promise.allSettled([read('a'), read('bad')]);
  expect(good).toMatchObject({ value: 'A' });
  expect(bad).toMatchObject({ reason: { context: { status: 500 } } });
});

it('tells everybody when the vendor is in trouble, and asks only once', async () => {
  const trouble = new VendorError('unavailable', 'HTTP 502', { vendor: 'v', endpoint: 'e' });
  const readMany = vi.fn().mockRejectedValue(trouble);
  const read = batchReads({ readMany, host, windowMs: 100, maxKeys: 50 });
  const ends = await Promise.allSettled([read('a'), read('b')]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(readMany).toHaveBeenCalledOnce();
});
