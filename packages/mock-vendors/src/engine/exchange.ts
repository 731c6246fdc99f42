import type { DeferredFaults } from '../world/fault.ts';
import type { Nearest } from '../world/journal.ts';
import type { MaskedFields } from '../world/mask.ts';
import type { World } from '../world/world.ts';

/** A request as plain data. Every adapter makes one; nothing behind the adapters knows of sockets. */
export interface MockRequest {
  readonly method: string;
  /** Path and query as sent, still percent-encoded. */
  readonly url: string;
  /** Names in lower case; repeated headers are joined as HTTP says. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
  /** Where the client thinks each vendor is, for example `http://127.0.0.1:4013`. */
  readonly origins: Readonly<Record<string, string>>;
  /** Where a URL of a vendor is on this machine, if clients use real host names. @default the URL as it is */
  readonly reach?: (url: URL) => URL;
}

export interface MockResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** What is done to the connection, instead of answering or after half of the body. */
  readonly connection?: { readonly kind: 'reset' | 'close' | 'hang'; readonly sent: 'nothing' | 'half' };
  /** A `content-length` that is wrong on purpose. */
  readonly promisedLength?: number;
}

/** What a handler notes about a call for the journal. */
export interface CallNote {
  readonly account?: string;
  readonly fields?: MaskedFields;
  /** For a request without an endpoint: the one most like it. */
  readonly nearest?: Nearest;
  /** Name of the documented error that was answered. */
  readonly error?: string;
  /** Why this error is a guess, if no documentation, fixture or client shows it. */
  readonly guessed?: string;
  /** Fields of the answer that are a guess, though the endpoint is none. */
  readonly guessedFields?: readonly string[];
  /** Credits taken by this call. */
  readonly charged?: number;
  /** The account's credits before the call and after it, if it has charged. */
  readonly balance?: { readonly before: number; readonly after: number };
  /** Ids of tasks or objects that the call made. */
  readonly created?: readonly string[];
  /** Ids of objects that the call removed. */
  readonly removed?: readonly string[];
}

/** One call on its way through a mock vendor. */
export interface Exchange {
  readonly world: World;
  readonly request: MockRequest;
  /** Name of the endpoint. */
  readonly endpoint: string;
  /** Base URL of this vendor as the client sees it. */
  readonly origin: string;
  /** The values of `:name` segments. */
  readonly params: Readonly<Record<string, string | undefined>>;
  /** For handlers that start a task, call back or make a result: takes the fault that matches it. */
  readonly takeDeferredFault: <Stage extends keyof DeferredFaults>(
    stage: Stage,
  ) => DeferredFaults[Stage] | undefined;
  note(note: CallNote): void;
}

export const json = (value: unknown, status = 200): MockResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** A body as bytes, however it comes. */
export async function wholeOf(body: MockResponse['body']): Promise<Buffer<ArrayBuffer>> {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body as string);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
