import { isVendorError, type ManagedStore } from '@api-repack/core';
import { HttpError } from '../http-error.ts';

/** SQLITE_FULL, and PostgreSQL's disk_full. */
const fullCodes: readonly unknown[] = [13, '53100', 'ENOSPC', 'EDQUOT'];

/** An error of the store itself. */
export class StoreFailure extends Error {
  readonly isFull: boolean;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    const { code, errcode } = (cause ?? {}) as { code?: unknown; errcode?: unknown };
    this.isFull = fullCodes.includes(code) || fullCodes.includes(errcode);
  }
}

/** The same store; its failures are reported, and recognized by their class. */
export function watched(store: ManagedStore, onFailure: (error: StoreFailure) => void): ManagedStore {
  const failed = (cause: unknown): never => {
    const failure = new StoreFailure(cause);
    onFailure(failure);
    throw failure;
  };
  const { turns } = store;
  return {
    get: (key) => store.get(key).catch(failed),
    put: (key, record, expected) => store.put(key, record, expected).catch(failed),
    remove: (key, expected) => store.remove(key, expected).catch(failed),
    list: () => store.list(),
    prune: (before) => store.prune(before).catch(failed),
    close: () => store.close(),
    ...(turns && { turns: { take: (key, rate) => turns.take(key, rate).catch(failed) } }),
  };
}

/** A store that does not work is the gateway's fault and not the vendor's. After a charge, the ids count for more. */
export function ownFault(error: unknown): unknown {
  if (!isVendorError(error) || error.ids || !(error.cause instanceof StoreFailure)) return error;
  return new HttpError(error.cause.isFull ? 507 : 503, 'unavailable', error.reason, {
    hint: 'Nothing was sent to the vendor. The log of the gateway has the reason; try again when /readyz is 200',
    headers: { 'retry-after': '5' },
  });
}
