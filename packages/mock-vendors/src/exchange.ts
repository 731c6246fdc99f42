import type { World } from './world/world.ts';

/** A request as plain data. Every door makes one; nothing behind the doors knows of sockets. */
export interface MockRequest {
  readonly method: string;
  /** Path and query as sent, still percent-encoded. */
  readonly url: string;
  /** Names in lower case; repeated headers are joined as HTTP says. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
  /** Where the client thinks each vendor is, for example `http://127.0.0.1:4013`. */
  readonly origins: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Trouble on the connection itself. `cut` ends it in the middle of the body. */
  readonly connection?: 'reset' | 'hang' | 'cut';
}

/** What a handler notes about a call for the journal. Secrets are masked before they are noted. */
export interface Note {
  readonly account?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Name of the documented error that was answered. */
  readonly error?: string;
  /** Credits taken by this call. */
  readonly charged?: number;
  /** Ids of tasks or objects that the call made. */
  readonly made?: readonly string[];
}

/** One call on its way through a mock vendor. */
export interface Exchange {
  readonly world: World;
  readonly request: MockRequest;
  /** Base URL of this vendor as the client sees it. */
  readonly origin: string;
  /** The values of `:name` segments. */
  readonly params: Readonly<Record<string, string | undefined>>;
  note(note: Note): void;
}

export const json = (value: unknown, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});
