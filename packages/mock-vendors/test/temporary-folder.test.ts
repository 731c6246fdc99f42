import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { storageStatus } from '../src/storage/storage-status.ts';
import { removeLeftovers, TemporaryFolder } from '../src/storage/temporary-folder.ts';
import { plainOss } from './helpers/plain-oss.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leftovers-test-'));
  vi.stubEnv('TMPDIR', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const module = new URL('../src/storage/temporary-folder.ts', import.meta.url).href;

it('removes the folder of a process that was killed, and none that is in use', async () => {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { TemporaryFolder } from '${module}'; console.log(new TemporaryFolder().path); setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  const left = output.toString().trim();
  const own = new TemporaryFolder();
  removeLeftovers();
  expect([existsSync(left), existsSync(own.path)]).toEqual([true, true]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  removeLeftovers();
  expect([existsSync(left), existsSync(own.path)]).toEqual([false, true]);
  own.remove();
  expect(existsSync(own.path)).toBe(false);
});

it('leaves folders without a lock for a day, and those of other programs for ever', () => {
  const paths = ['mock-vendors-abcdef', 'mock-vendors-ABCDEF', 'mock-vendors-run-abcdef'].map((name) =>
    join(folder, name),
  );
  for (const path of paths) mkdirSync(path);
  writeFileSync(join(folder, 'mock-vendors-123456'), '');
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
  for (const path of paths.slice(1)) utimesSync(path, twoDaysAgo, twoDaysAgo);
  removeLeftovers();
  expect(paths.map((path) => existsSync(path))).toEqual([true, false, true]);
  expect(existsSync(join(folder, 'mock-vendors-123456'))).toBe(true);
});

it('answers 503 with the reason, and logs it, while the temporary folder is not there', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.stubEnv('TMPDIR', join(folder, 'missing'));
  const { ask, world } = plainOss();
  const answer = await ask({ method: 'PUT', path: '/mock-bucket/a', body: 'x'.repeat(2 << 20) });
  expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('ENOENT')]);
  expect(log).toHaveBeenCalledOnce();
  expect(world.journal.entries.at(-1)?.status).toBe(503);
});

it.each([
  [{ code: 'ENOSPC' }, 507],
  [{ code: 'EDQUOT' }, 507],
  [{ code: 'EROFS' }, 503],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 13 }, 507],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 8 | (3 << 8) }, 503],
  [{ code: 'ERR_OTHER' }, undefined],
  [{}, undefined],
])('gives %j the status %j', (facts, status) => {
  expect(storageStatus(Object.assign(new Error('x'), facts))).toBe(status);
});
