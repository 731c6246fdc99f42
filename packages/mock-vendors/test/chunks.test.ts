import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Chunks } from '../src/http/chunks.ts';

/** Few letters, so that much is nearly found. */
const letters = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength }).map((text) => Buffer.from(text));
const pieces = fc.array(letters(5), { maxLength: 100 });

it('finds what a buffer would find, across pieces too', () => {
  const same = (parts: Buffer[], sought: Buffer, from: number) => {
    const [chunks, whole] = [new Chunks(parts), Buffer.concat(parts)];
    expect(chunks.indexOf(sought, from)).toBe(whole.indexOf(sought, from));
  };
  const some = letters(8).filter(({ length }) => length > 0);
  fc.assert(fc.property(pieces, some, fc.nat(300), same), { seed: 1, numRuns: 2000 });
});

it('cuts out, joins and hashes what a buffer would', () => {
  const same = (parts: Buffer[], from: number, to: number) => {
    const [chunks, whole] = [new Chunks(parts), Buffer.concat(parts)];
    const [cut, expected] = [chunks.slice(from, to), whole.subarray(from, to)];
    expect(cut.length).toBe(expected.length);
    expect(cut.sha256).toBe(createHash('sha256').update(expected).digest('hex'));
    expect(cut.bytes.equals(expected)).toBe(true);
    expect(Buffer.concat(chunks.pieces).equals(whole)).toBe(true);
  };
  fc.assert(fc.property(pieces, fc.nat(300), fc.nat(300), same), { seed: 1, numRuns: 1000 });
});

it('does not keep many small pieces as they are', () => {
  const bytes = Buffer.alloc(1000, 'x');
  expect(new Chunks(Array.from(bytes, (byte) => Buffer.of(byte))).pieces).toEqual([bytes]);
});
