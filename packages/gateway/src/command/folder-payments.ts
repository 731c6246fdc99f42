import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagedStore, PaymentRecord } from '@api-repack/core';
import { openFile } from '../open-store.ts';
import { UsageError } from '../usage-error.ts';
import { makeFolder } from './make-folder.ts';

/** What is kept of a picture that is done. */
export interface Saved {
  /** Below the output folder. */
  readonly file: string;
}

const name = '.api-repack.sqlite';

/** What was paid for in an output folder, and which file there is the result of which payment. */
export class FolderPayments {
  readonly store: ManagedStore;
  readonly #file: string;
  readonly #records: Map<string, PaymentRecord>;
  readonly #owners = new Map<string, string>();

  private constructor(file: string, store: ManagedStore, records: Map<string, PaymentRecord>) {
    this.#file = file;
    this.store = store;
    this.#records = records;
    for (const [key, record] of records)
      if (record.state === 'done') this.#owners.set((record.output as Saved).file, key);
  }

  /** Creates the folder. @throws UsageError if it cannot be written. */
  static async open(folder: string): Promise<FolderPayments> {
    await makeFolder(folder).catch((error: Error) => {
      throw new UsageError(`--out: ${folder} cannot be written to: ${error.message}`);
    });
    return FolderPayments.#read(join(folder, name));
  }

  /** Without creating anything; undefined where nothing was paid for yet. */
  static async openExisting(folder: string): Promise<FolderPayments | undefined> {
    const file = join(folder, name);
    return existsSync(file) ? FolderPayments.#read(file) : undefined;
  }

  static async #read(file: string): Promise<FolderPayments> {
    const store = openFile(file, '--out');
    const records = new Map<string, PaymentRecord>();
    for await (const { key, record } of store.list()) records.set(key, record);
    return new FolderPayments(file, store, records);
  }

  /** True if the file is gone while it is open. */
  get isDeleted(): boolean {
    return !existsSync(this.#file);
  }

  /** What earlier runs left. */
  before(key: string): PaymentRecord | undefined {
    return this.#records.get(key);
  }

  /** The key of the payment whose result the file is. */
  owner(file: string): string | undefined {
    return this.#owners.get(file);
  }

  setOwner(file: string, key: string): void {
    this.#owners.set(file, key);
  }

  /** Notes another file for a result that is done. */
  async move(key: string, file: string): Promise<void> {
    const stored = await this.store.get(key);
    if (stored?.record.state === 'done')
      await this.store.put(key, { ...stored.record, output: { file } satisfies Saved }, stored.version);
    this.setOwner(file, key);
  }

  async close(): Promise<void> {
    await this.store.close();
  }
}
