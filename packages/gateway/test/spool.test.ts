import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { removeLeftovers, spool } from '../src/service/spool.ts';

function ownTemporaryFolder(): () => string[] {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return () => readdirSync(folder);
}

const mebibyte = 1 << 20;
const file = { name: 'a.png', type: 'image/png' };

test.each([
  ['a small file stays in memory', 1_000, 0],
  ['a long file waits on disk', 3 * mebibyte, 1],
])('%s, and nothing is left behind', async (_, size, filesOnDisk) => {
  const files = ownTemporaryFolder();
  const bytes = randomBytes(size);
  const spooled = await spool(Readable.from([bytes.subarray(0, 700), bytes.subarray(700)]), file);
  expect(files()).toHaveLength(filesOnDisk);
  expect(spooled.file).toMatchObject({ name: 'a.png', type: 'image/png', size });
  expect(Buffer.from(await spooled.file.arrayBuffer()).equals(bytes)).toBe(true);
  expect(spooled.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  await spooled.delete();
  expect(files()).toEqual([]);
});

test('a file that breaks off leaves nothing behind', async () => {
  const files = ownTemporaryFolder();
  const stream = Readable.from(
    (function* () {
      yield randomBytes(2 * mebibyte);
      throw new Error('it broke off');
    })(),
  );
  await expect(spool(stream, file)).rejects.toThrow('it broke off');
  expect(files()).toEqual([]);
});

test('files of one form share what they may take of the memory', async () => {
  const files = ownTemporaryFolder();
  const memory = { bytesLeft: mebibyte };
  for (const onDisk of [0, 0, 1, 2]) {
    await spool(Readable.from([randomBytes(mebibyte / 2)]), file, memory);
    expect(files()).toHaveLength(onDisk);
  }
});

test('a temporary folder that cannot be written is said, with a status of its own', async () => {
  ownTemporaryFolder();
  vi.stubEnv('TMPDIR', '/nowhere');
  const spooled = spool(Readable.from([randomBytes(2 * mebibyte)]), file);
  await expect(spooled).rejects.toMatchObject({ status: 503, kind: 'unavailable', charged: 'no' });
});

test('what a killed gateway left behind is removed, and nothing else', async () => {
  const files = ownTemporaryFolder();
  const left = 'api-repack-0d0f6a3c-6b3f-4b1e-9d55-2f1d4c6a8b7e';
  for (const name of [left, 'api-repack-notes.txt', 'other']) writeFileSync(join(tmpdir(), name), '');
  await removeLeftovers();
  expect(files()).toContain(left);
  await removeLeftovers(Date.now() + 2 * 3_600_000);
  expect(files().sort()).toEqual(['api-repack-notes.txt', 'other']);
});
