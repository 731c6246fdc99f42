import { connect, judgeBytes } from '@api-repack/core';
import { describe, expect, test } from 'vitest';
import { scriptedHost } from './helpers/scripted-host.ts';
import { toy } from './helpers/toy-vendor.ts';

const { connection } = connect(toy, { host: scriptedHost().host, credentials: { key: 'k3y' } });

async function* inChunks(bytes: Buffer, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(text: string, size = 1_000): Promise<string> {
  const { body } = await judgeBytes(connection, inChunks(Buffer.from(text, 'latin1'), size));
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

const data = 'x'.repeat(200_000);
const files = {
  JPEG: { begin: '\xff\xd8\xff\xe0', end: '\xff\xd9' },
  PNG: { begin: '\x89PNG\r\n\x1a\n', end: '\0\0\0\0IEND\xae\x42\x60\x82' },
  PDF: { begin: '%PDF-1.7\n', end: '%%EOF\n' },
};

describe.each(Object.entries(files))('a %s', (_name, { begin, end }) => {
  test.each([1, 7, 100_000])('is given as it is when it is whole, in chunks of %i', async (size) => {
    const whole = `${begin}${data.slice(0, size * 1_000)}${end}`;
    expect(await read(whole, size)).toBe(whole);
  });

  test('may have notes behind its end', async () => {
    const whole = `${begin}${data}${end}${'note'.repeat(1_000)}`;
    expect(await read(whole)).toBe(whole);
  });

  test('is refused when it ends too early, at no charge', async () => {
    await expect(read(`${begin}${data}`)).rejects.toMatchObject({ kind: 'unavailable', charged: 'no' });
  });
});

test('files whose end has no sign are given as they are', async () => {
  expect(await read(`GIF89a${data}`)).toBe(`GIF89a${data}`);
});
