import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LineFile } from '../src/line-file.ts';
import { abandon, beat } from './helpers/locks.ts';

function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'lines.jsonl');
  const lock = `${path}.lock`;
  const begin = async (warn?: (text: string) => void) => {
    const file = await LineFile.open<unknown>(path, { warn });
    onTestFinished(() => file.close().catch(() => undefined));
    return file;
  };
  return { folder, path, lock, begin };
}

test('a file belongs to one program at a time, and to the next when it is closed', async () => {
  const { begin, lock } = openFolder();
  const first = await begin();
  await expect(begin(() => beat(lock))).rejects.toThrow(
    /another api-repack \(process \d+ on .*\) is at work/,
  );
  await first.append(1);
  await first.close();
  expect(existsSync(lock)).toBe(false);
  expect((await begin()).lines).toEqual([1]);
});

test('while it waits for a sign of life it says so, and takes over when none comes', async () => {
  const { begin, lock } = openFolder();
  await begin();
  const told = vi.fn(() => abandon(lock));
  await begin(told);
  expect(told).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('waiting up to 10 s'));
});

test('a holder on a machine with another clock keeps it as long as it lives', async () => {
  const { begin, lock } = openFolder();
  const first = await begin();
  const minuteAgo = (seconds: number) => utimesSync(lock, 0, Date.now() / 1_000 - 60 + seconds);
  minuteAgo(0);
  await expect(begin(() => minuteAgo(2))).rejects.toThrow('is at work');
  await expect(first.append(1)).resolves.toBeUndefined();
});

test('one that is closed while another waits hands it over', async () => {
  const { begin } = openFolder();
  const first = await begin();
  const second = await begin(() => void first.close());
  await expect(second.append(1)).resolves.toBeUndefined();
});

test('who has lost the file writes no more into it, and leaves the lock to its holder', async () => {
  const { begin, lock, path } = openFolder();
  const first = await begin();
  await first.append(1);
  abandon(lock);
  const second = await begin();
  expect(second.lines).toEqual([1]);
  await expect(first.append(2)).rejects.toThrow('is lost: this program stood still');
  expect(first.isBroken).toBe(true);
  await first.close();
  await second.append(3);
  expect(readFileSync(path, 'utf8').match(/\d+/g)).toEqual(['1', '3']);
});

test('a line on its way while another takes over counts as not written', async () => {
  const { begin, lock } = openFolder();
  const file = await begin();
  const line = {
    toJSON: () => {
      writeFileSync(lock, 'another');
      return 1;
    },
  };
  await expect(file.append(line)).rejects.toThrow('is lost');
});

test('of many that find one dead lock, one takes it', async () => {
  const { begin, lock, folder } = openFolder();
  writeFileSync(lock, 'killed');
  abandon(lock);
  const opened = await Promise.allSettled(Array.from({ length: 8 }, () => begin(() => beat(lock))));
  expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(readdirSync(folder).sort()).toEqual(['lines.jsonl', 'lines.jsonl.lock']);
});

test('a lock is kept fresh while its holder lives', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { begin, lock } = openFolder();
  await begin();
  const ageMs = () => Date.now() - statSync(lock).mtimeMs;
  abandon(lock);
  vi.advanceTimersByTime(2_000);
  await vi.waitFor(() => expect(ageMs()).toBeLessThan(10_000));
});
