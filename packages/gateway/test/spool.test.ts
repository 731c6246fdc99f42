import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { spool } from '../src/service/spool.ts';

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

test.each([
  ['a small file stays in memory', 1_000, 0],
  ['a long file waits on disk', 3 * mebibyte, 1],
])('%s, and nothing is left behind', async (_, size, filesOnDisk) => {
  const files = ownTemporaryFolder();
  const bytes = randomBytes(size);
  const spooled = await spool(
    Readable.from([bytes.subarray(0, 700), bytes.subarray(700)]),
    'a.png',
    'image/png',
  );
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
  await expect(spool(stream, 'a.png', 'image/png')).rejects.toThrow('it broke off');
  expect(files()).toEqual([]);
});
