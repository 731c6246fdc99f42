import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ManagedStore, memoryStore } from '@api-repack/core';
import { sqliteStore } from '@api-repack/core/node';
import { postgresStore } from '@api-repack/core/node/postgres';
import { afterAll, beforeAll, describe } from 'vitest';
import { postgresBinaries, startPostgres } from './postgres.ts';

type Open = () => ManagedStore;

/** Runs the tests for every kind of store. `open` called twice gives two stores with the same records, except in memory. */
export function forEachStore(define: (open: Open, kind: string) => void): void {
  describe('memory', () => define(memoryStore, 'memory'));

  describe('SQLite', () => {
    const folder = mkdtempSync(join(tmpdir(), 'payments-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    define(() => sqliteStore(join(folder, 'payments.db')), 'sqlite');
  });

  const binaries = postgresBinaries();
  describe.skipIf(!binaries)(
    `PostgreSQL${binaries ? '' : ' (not installed: apt-get install postgresql)'}`,
    () => {
      let url = '';
      let remove = async () => {};
      beforeAll(async () => {
        ({ url, remove } = await startPostgres(binaries ?? ''));
      }, 60_000);
      afterAll(() => remove());
      define(() => postgresStore(url), 'postgres');
    },
  );
}
