import type { CallNote, MockResponse } from '../engine/exchange.ts';
import type { FaultEffect } from './fault.ts';
import { maskText } from './mask.ts';

/** One call, as it is shown to people and programs. Secrets are masked. */
export interface JournalEntry extends CallNote {
  readonly n: number;
  /** Name of the world that it came to. */
  readonly world: string;
  readonly at: number;
  readonly vendor: string;
  /** `unknown` for a request that the vendor has nothing for. */
  readonly endpoint: string;
  readonly method: string;
  readonly origin: string;
  readonly url: string;
  /** What a fault did to it. */
  fault?: FaultEffect;
  /** 0 while the call is going on. */
  status: number;
  endedAt?: number;
  /** Its place among the answers: calls at the same time need not end in the order in which they came. */
  responseNumber?: number;
  contentType?: string;
  /** Bytes of the answer's body, where they are known before it is sent. */
  size?: number;
}

export interface Nearest {
  readonly endpoint: string;
  /** What is different, each in a sentence. */
  readonly differs: readonly string[];
}

export type JournalListener = (entry: JournalEntry, response: MockResponse) => void;

type Opening = Pick<
  JournalEntry,
  'world' | 'at' | 'vendor' | 'endpoint' | 'method' | 'origin' | 'url' | 'nearest' | 'fields'
>;

/** The latest calls; the oldest make room. */
export class Journal {
  state: { next: number; nextResponse: number; entries: JournalEntry[] } = {
    next: 1,
    nextResponse: 1,
    entries: [],
  };
  readonly #limit: number;
  readonly #listeners = new Set<JournalListener>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly JournalEntry[] {
    return this.state.entries;
  }

  /** How many calls have made room. */
  get dropped(): number {
    return this.state.next - 1 - this.state.entries.length;
  }

  open(call: Opening): JournalEntry {
    const entry: JournalEntry = { ...call, url: maskText(call.url), n: this.state.next++, status: 0 };
    this.state.entries.push(entry);
    // Dropping many at a time keeps a call's cost constant.
    if (this.state.entries.length > this.#limit * 1.25)
      this.state.entries.splice(0, this.state.entries.length - this.#limit);
    return entry;
  }

  close(entry: JournalEntry, response: MockResponse, at: number): void {
    const { status, headers, body } = response;
    entry.status = status;
    entry.endedAt = at;
    entry.responseNumber = this.state.nextResponse++;
    if (headers['content-type'] !== undefined) entry.contentType = headers['content-type'];
    if (typeof body === 'string' || body instanceof Uint8Array) entry.size = Buffer.byteLength(body);
    for (const listener of this.#listeners) listener(entry, response);
  }

  /** Forgets the calls; the numbers go on. */
  clear(): void {
    this.state.entries = [];
  }

  /** Called when a call has been answered. Returns how to stop. */
  listen(listener: JournalListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
