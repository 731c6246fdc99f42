import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { HttpError } from '../src/http-error.ts';
import { IdempotentCalls } from '../src/service/idempotency.ts';
import { openKeptCalls } from '../src/service/kept-calls.ts';
import { abandon } from './helpers/locks.ts';

function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'keys.jsonl');
  const ttlMs = 60_000;
  let time = 0;
  const now = () => time;
  /** As a gateway that has just been started, after the last one was killed. */
  const begin = async () => {
    if (existsSync(`${path}.lock`)) abandon(`${path}.lock`);
    const file = await openKeptCalls(path, { ttlMs, now });
    onTestFinished(() => file.close().catch(() => undefined));
    return new IdempotentCalls({ maxEntries: 10, ttlMs, now, file });
  };
  const advance = (ms: number) => {
    time += ms;
  };
  return { path, begin, advance };
}

const work = (start: () => Promise<object>, fingerprint = 'body') => ({
  charges: true,
  fingerprint: Promise.resolve(fingerprint),
  skipBody: () => undefined,
  paid: () => undefined,
  start,
  finish: async (started: object) => ({ ...started, image: 'url' }),
});

test('what an earlier gateway paid for is finished and not paid again', async () => {
  const { begin } = openFolder();
  await (await begin()).run(
    'a',
    work(async () => ({ id: 1 })),
  );
  const start = vi.fn();
  const later = await begin();
  expect((await later.run('a', work(start))).output).toEqual({ id: 1, image: 'url' });
  await expect(later.run('a', work(start, 'another body'))).rejects.toMatchObject({ status: 422 });
  expect(start).not.toHaveBeenCalled();
});

test('what was being paid when the gateway was killed is left alone', async () => {
  const { begin, path } = openFolder();
  void (await begin()).run(
    'a',
    work(() => new Promise(() => undefined)),
  );
  await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toContain('"paying"'));
  const start = vi.fn();
  await expect((await begin()).run('a', work(start))).rejects.toMatchObject({
    status: 409,
    hint: expect.stringContaining('check your balance'),
  });
  expect(start).not.toHaveBeenCalled();
});

test('what was refused for nothing is tried again, and what is old is forgotten', async () => {
  const { begin, advance, path } = openFolder();
  const refuse = async () => {
    throw new HttpError(402, 'quota', 'no credits');
  };
  const first = await begin();
  await expect(first.run('a', work(refuse))).rejects.toThrow('no credits');
  await first.run(
    'b',
    work(async () => ({ id: 1 })),
  );
  const start = vi.fn(async () => ({ id: 2 }));
  await (await begin()).run('a', work(start));
  advance(60_001);
  await (await begin()).run('b', work(start));
  expect(start).toHaveBeenCalledTimes(2);
  expect(readFileSync(path, 'utf8').match(/\n.*"paid"/g)).toHaveLength(1);
});

test('a file that cannot be written to is told at the start', async () => {
  await expect(openKeptCalls('/nowhere/keys.jsonl', { ttlMs: 1, now: Date.now })).rejects.toThrow(
    '--idempotency-file: /nowhere/keys.jsonl cannot be written to: ENOENT',
  );
});
