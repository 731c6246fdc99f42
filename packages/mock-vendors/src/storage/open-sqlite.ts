import { createRequire } from 'node:module';
import type { DatabaseSync } from 'node:sqlite';

/** Opened without the warning that SQLite is experimental in Node: what is used of it here has not changed since Node 22.13. */
export function openSqlite(path: string): DatabaseSync {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    const sqlite = createRequire(import.meta.url)('node:sqlite') as typeof import('node:sqlite');
    return new sqlite.DatabaseSync(path);
  } finally {
    process.emitWarning = emitWarning;
  }
}
