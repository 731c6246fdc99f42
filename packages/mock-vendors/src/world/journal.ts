import type { Note, Reply } from '../exchange.ts';

/** One call, as it is told to people and programs. Secrets are masked. */
export interface JournalEntry extends Note {
  readonly n: number;
  readonly at: number;
  readonly vendor: string;
  readonly endpoint: string;
  readonly method: string;
  readonly url: string;
  /** 0 while the call is going on. */
  status: number;
}

const secretParameters =
  /([?&](?:signature|security-token|x-oss-signature|x-oss-security-token|ossaccesskeyid|x-oss-credential|token)=)[^&]*/gi;

/** The latest calls; the oldest make room. */
export class Journal {
  state: { next: number; entries: JournalEntry[] } = { next: 1, entries: [] };
  readonly #limit: number;
  readonly #listeners = new Set<(entry: JournalEntry) => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly JournalEntry[] {
    return this.state.entries;
  }

  open(call: Pick<JournalEntry, 'at' | 'vendor' | 'endpoint' | 'method' | 'url'>): JournalEntry {
    const url = call.url.replace(secretParameters, '$1***');
    const entry: JournalEntry = { ...call, url, n: this.state.next++, status: 0 };
    this.state.entries.push(entry);
    // Dropping many at a time keeps a call's cost constant.
    if (this.state.entries.length > this.#limit * 1.25)
      this.state.entries.splice(0, this.state.entries.length - this.#limit);
    return entry;
  }

  close(entry: JournalEntry, reply: Reply): void {
    entry.status = reply.status;
    for (const listener of this.#listeners) listener(entry);
  }

  /** Called when a call has been answered. Returns how to stop. */
  listen(listener: (entry: JournalEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
