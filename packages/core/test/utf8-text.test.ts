import { connect, judgeBytes } from '@api-repack/core';
import { describe, expect, test } from 'vitest';
import { scriptedHost } from './helpers/scripted-host.ts';
import { toy } from './helpers/toy-vendor.ts';

const { connection } = connect(toy, { host: scriptedHost().host, credentials: { key: 'k3y' } });

async function* inChunks(bytes: Uint8Array, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(bytes: Uint8Array, size = 1_000): Promise<string> {
  const { body, type } = await judgeBytes(connection, inChunks(bytes, size), { type: 'text/plain' });
  expect(type).toBe('text/plain');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const text = '\uFEFFNo. 7, caf\u00e9\n\u4f60\u597d \u{1F600}\n'.repeat(100);
const noise = Uint8Array.from({ length: 600 }, (_, i) => 128 + ((i * 73) % 127));

test.each([1, 7, 512, 100_000])('a text in any script is given as it is, in chunks of %i', async (size) => {
  expect(await read(Buffer.from(text), size)).toBe(text);
});

describe.each([
  ['noise', noise],
  ['noise behind a text', Buffer.concat([Buffer.from(text), noise])],
  ['NUL bytes', Buffer.from('a text\0\0\0')],
  ['NUL bytes behind a text', Buffer.from(`${text}\0`)],
  ['half a letter at the end', Buffer.from(text).subarray(0, -2)],
])('%s where a text was promised', (_name, bytes) => {
  test.each([1, 512, 100_000])('is refused at no charge, in chunks of %i', async (size) => {
    await expect(read(bytes, size)).rejects.toMatchObject({ kind: 'protocol', charged: 'no' });
  });
});
