import type { ManagedStore } from '@api-repack/core';
import { memoryStore } from '@api-repack/core';
import { sqliteStore } from '@api-repack/core/node';
import { UsageError } from './usage-error.ts';

/**
 * Opens the store that `--store` names: `memory`, `sqlite:FILE`, or the URL of a PostgreSQL database.
 *
 * @throws UsageError if the file cannot be used. A database that cannot be reached is not an error here: calls fail until it is back.
 */
export async function openStore(name: string): Promise<ManagedStore> {
  if (name === 'memory') return memoryStore();
  const file = /^sqlite:(.+)$/s.exec(name)?.[1];
  if (file === undefined) return (await import('@api-repack/core/node/postgres')).postgresStore(name);
  return openFile(file, '--store');
}

/** SQLITE_CANTOPEN */
const cannotOpen = 14;

/** An SQLite file; errors begin with the flag that names it. */
export function openFile(file: string, flag: string): ManagedStore {
  try {
    return sqliteStore(file);
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    const advice =
      errcode === cannotOpen ? '; its folder must exist, and this user must be able to write there' : '';
    throw new UsageError(`${flag}: ${file} cannot be used: ${message}${advice}`);
  }
}
