import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PaymentRecord } from '@api-repack/core';
import { sqliteStore } from '@api-repack/core/node';
import { serve, World } from '@api-repack/mock-vendors';
import { expect, onTestFinished, test, vi } from 'vitest';
import { compiled, fromSource } from './helpers/from-source.ts';
import { otherPhoto, photo } from './helpers/pictures.ts';
import { credentials, runHere } from './helpers/terminal.ts';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

async function openFolder() {
  const world = new World({ taskTiming: { mode: 'manual' } });
  const { origins, close } = await serve({ world });
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, file] of [
    ['a.png', photo],
    ['b.png', otherPhoto],
  ] as const)
    writeFileSync(join(folder, name), new Uint8Array(await file.arrayBuffer()));
  const out = join(folder, 'out');
  const words = [
    'fangtang',
    'restore',
    join(folder, '*.png'),
    '--out',
    out,
    '--base-url',
    `fangtang=${origins.fangtang}`,
  ];
  /** In a process of its own, which can be killed. */
  const start = () => {
    const child = spawn(process.execPath, [fromSource, cli, ...words], {
      env: { ...process.env, ...compiled, ...credentials },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  const file = join(out, '.api-repack.sqlite');
  const records = async (): Promise<readonly PaymentRecord[]> => {
    if (!existsSync(file)) return [];
    const store = sqliteStore(file);
    const all: PaymentRecord[] = [];
    for await (const { record } of store.list()) all.push(record);
    await store.close();
    return all;
  };
  const count = async (state: string) => (await records()).filter((one) => one.state === state).length;
  /** So that the next one need not wait to see that this one is dead. */
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await once(child, 'close');
    const store = sqliteStore(file);
    for await (const { key, record, version } of store.list())
      if (record.state === 'paying') await store.put(key, { ...record, leaseUntil: 0 }, version);
    await store.close();
  };
  return { world, start, kill, count, again: () => runHere(words) };
}

const patient = { timeout: 40_000, interval: 50 };

test('killed while it waits, it pays for nothing twice', async () => {
  const { world, start, kill, count, again } = await openFolder();
  const child = start();
  await vi.waitFor(async () => expect(await count('paid')).toBe(2), patient);
  await kill(child);
  for (const id of world.tasks.state.keys()) world.tasks.force(id, 'done');
  const { code, stderr } = await again();
  expect(stderr).toContain('2 done, about 0 credits');
  expect(code).toBe(0);
  expect(world.ledger.cost()).toBe(2);
}, 90_000);

test('a closed terminal does not cut off what is being paid', async () => {
  const { world, start, count } = await openFolder();
  const child = start();
  world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 2, effect: { delayMs: 500 } });
  await vi.waitFor(() => expect(world.journal.entries.length).toBeGreaterThan(0), patient);
  child.stderr?.destroy();
  child.kill('SIGHUP');
  const [code] = await once(child, 'close');
  expect(code).toBe(130);
  expect(await count('paid')).toBe(world.ledger.cost());
}, 90_000);

test('killed while it pays, it leaves alone what may be paid', async () => {
  const { world, start, kill, count, again } = await openFolder();
  world.faults.add({
    vendor: 'fangtang',
    endpoint: 'uploads',
    times: 2,
    effect: { connection: 'hang', when: 'after' },
  });
  const child = start();
  await vi.waitFor(() => expect(world.ledger.cost()).toBe(2), patient);
  expect(await count('paying')).toBe(2);
  await kill(child);
  const { code, stderr } = await again();
  expect(stderr).toContain('2 maybe paid');
  expect(code).toBe(1);
  expect(world.ledger.cost()).toBe(2);
}, 90_000);
