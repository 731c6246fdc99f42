import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { PaymentRecord } from '@api-repack/core';
import { sqliteStore } from '@api-repack/core/node';
import { postgresStore } from '@api-repack/core/node/postgres';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { postgresBinaries, startPostgres } from './helpers/postgres.ts';
import { forEachStore } from './helpers/stores.ts';

const paying = { state: 'paying', owner: 'a', since: 1, leaseUntil: 2 } as const;
const paid: PaymentRecord = { state: 'paid', ids: { z: '\u0000猫', a: ['1'] }, paidAt: 3 };

forEachStore((open, kind) => {
  function opened() {
    const store = open();
    onTestFinished(() => store.close());
    return { store, key: randomUUID() };
  }

  it('gives back what was written, unchanged', async () => {
    const { store, key } = opened();
    expect(await store.get(key)).toBeUndefined();
    const written = await store.put(key, paid, undefined);
    expect(written?.record).toEqual(paid);
    expect(await store.get(key)).toEqual(written);
    expect(JSON.stringify(written?.record)).toBe(JSON.stringify(paid));
  });

  it('writes only over the version that the writer has seen', async () => {
    const { store, key } = opened();
    const first = await store.put(key, paying, undefined);
    expect(await store.put(key, paid, undefined)).toBeUndefined();
    const second = await store.put(key, paid, first?.version);
    expect(second?.version).not.toBe(first?.version);
    expect(await store.put(key, paying, first?.version)).toBeUndefined();
    expect(await store.get(key)).toEqual(second);
  });

  it('lets one of many writers win', async () => {
    const { store, key } = opened();
    const other = kind === 'memory' ? store : opened().store;
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 ? store : other).put(key, paying, undefined)),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  it('removes only the version that the caller has seen', async () => {
    const { store, key } = opened();
    const first = await store.put(key, paying, undefined);
    const second = await store.put(key, paid, first?.version);
    expect(await store.remove(key, first?.version ?? 0)).toBe(false);
    expect(await store.remove(key, second?.version ?? 0)).toBe(true);
    expect(await store.get(key)).toBeUndefined();
    expect((await store.put(key, paying, undefined))?.version).not.toBe(first?.version);
  });

  it('lists records, and removes old ones but none that is being paid', async () => {
    const { store, key } = opened();
    await store.put(key, paying, undefined);
    await store.put(`${key}-old`, paid, undefined);
    await store.put(`${key}-new`, { ...paid, paidAt: 9_000 }, undefined);
    const states = async () => {
      const found = [];
      for await (const one of store.list())
        if (one.key.startsWith(key)) found.push(one.key.slice(key.length));
      return found.toSorted();
    };
    expect(await states()).toEqual(['', '-new', '-old']);
    expect(await store.prune(5_000)).toBeGreaterThan(0);
    expect(await states()).toEqual(['', '-new']);
  });

  describe.skipIf(kind === 'memory')('counts calls', () => {
    const rate = { calls: 2, perMs: 60_000 };

    it('for all that share it', async () => {
      const [one, other, key] = [opened().store, opened().store, randomUUID()];
      const takes = Array.from({ length: 20 }, (_, at) => (at % 2 ? one : other).turns?.take(key, rate));
      const pauses = (await Promise.all(takes)).filter((turn) => typeof turn === 'number');
      expect(pauses).toHaveLength(18);
      for (const pauseMs of pauses) expect(pauseMs).toBeLessThanOrEqual(rate.perMs);
      expect(await other.turns?.take(`${key}-other`, rate)).toMatchObject({});
    });

    it('again when they are answered', async () => {
      const { store, key } = opened();
      const pause = () => store.turns?.take(key, { ...rate, calls: 1 });
      const turn = await pause();
      const halfASecondAgo = rate.perMs - 500;
      await vi.waitFor(async () => expect(await pause()).toBeLessThan(halfASecondAgo), { interval: 100 });
      if (typeof turn === 'object') turn.answered();
      await vi.waitFor(async () => expect(await pause()).toBeGreaterThan(halfASecondAgo), { interval: 5 });
    });
  });

  it.skipIf(kind === 'memory')('keeps records when it is closed', async () => {
    const store = open();
    const key = randomUUID();
    const written = await store.put(key, paid, undefined);
    await store.close();
    expect(await opened().store.get(key)).toEqual(written);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'payments-'));

it('leaves a file alone that is not its own', () => {
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const settings = join(folder, 'settings.json');
  const text = JSON.stringify({ port: 1, filler: 'x'.repeat(5_000) });
  writeFileSync(settings, text);
  expect(() => sqliteStore(settings)).toThrow();
  expect(readFileSync(settings, 'utf8')).toBe(text);

  const foreign = join(folder, 'foreign.db');
  const database = new DatabaseSync(foreign);
  database.exec('CREATE TABLE notes (text TEXT)');
  database.close();
  expect(() => sqliteStore(foreign)).toThrow();

  const newer = join(folder, 'newer.db');
  sqliteStore(newer).close();
  const raised = new DatabaseSync(newer);
  raised.exec('PRAGMA user_version = 99');
  raised.close();
  expect(() => sqliteStore(newer)).toThrow();
});

const binaries = postgresBinaries();

it.skipIf(!binaries)('works again when the PostgreSQL server is back', { timeout: 60_000 }, async () => {
  const server = await startPostgres(binaries ?? '');
  const store = postgresStore(server.url);
  onTestFinished(async () => {
    await store.close();
    await server.remove();
  });
  await store.put('k', paid, undefined);
  await server.kill();
  await expect(store.get('k')).rejects.toThrow();
  await server.start();
  expect(await store.get('k')).toMatchObject({ record: paid });
});

it.skipIf(!binaries)('refuses a PostgreSQL schema of another version', { timeout: 60_000 }, async () => {
  const server = await startPostgres(binaries ?? '');
  const store = postgresStore(server.url);
  onTestFinished(() => server.remove());
  await store.get('k');
  await store.close();
  const { default: pg } = await import('pg');
  const client = new pg.Client(server.url);
  await client.connect();
  await client.query('UPDATE api_repack_schema SET version = 99');
  await client.end();
  const other = postgresStore(server.url);
  await expect(other.get('k')).rejects.toThrow();
  await other.close();
});
