import { openResult } from '@api-repack/core';
import { connectOss } from '@api-repack/core/aliyun-oss';
import { expect, test } from 'vitest';
import { scriptedHost } from './helpers/scripted-host.ts';

const bytes = Buffer.from('123456789');
/** The published check value of CRC-64/XZ. */
const stored = { 'x-oss-request-id': 'r1', 'x-oss-hash-crc64ecma': String(0x995dc9bbdf1939fan) };

async function* inTwo(content: Buffer) {
  yield content.subarray(0, 4);
  yield content.subarray(4);
}

async function download(headers: Record<string, string>, content = bytes): Promise<string> {
  const { host } = scriptedHost({ headers, body: inTwo(content) });
  const grant = {
    bucket: 'photos',
    endpoint: 'oss-cn-hangzhou.aliyuncs.com',
    accessKeyId: 'id',
    accessKeySecret: 'secret',
  };
  const { connection } = connectOss(grant, { host });
  const { body } = await openResult(connection, 'https://photos.oss-cn-hangzhou.aliyuncs.com/a.bin');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('a file is given as it is stored', async () => {
  expect(await download({ ...stored, 'content-length': '9' })).toBe('123456789');
});

test('a file of which no checksum is known is given as it comes', async () => {
  expect(await download({ 'x-oss-request-id': 'r1', 'content-length': '9' })).toBe('123456789');
});

test('a file that was decompressed on its way is not held to the checksum of what is stored', async () => {
  expect(await download({ ...stored, 'content-length': '5' })).toBe('123456789');
  expect(await download(stored)).toBe('123456789');
});

test.each([
  ['damaged', { ...stored, 'content-length': '9' }, Buffer.from('12345678X'), 'unavailable'],
  [
    'cut off with a length that fits',
    { ...stored, 'content-length': '8' },
    bytes.subarray(0, 8),
    'unavailable',
  ],
  ['of another server', { 'content-length': '9' }, bytes, 'protocol'],
])('a file that is %s is refused', async (_, headers, content, kind) => {
  await expect(download(headers, content)).rejects.toMatchObject({ kind, charged: 'no' });
});
