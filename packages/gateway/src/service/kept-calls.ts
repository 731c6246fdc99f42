import { LineFile } from '../line-file.ts';
import { UsageError } from '../usage-error.ts';

/** What has to outlive the gateway, so that no key is ever paid twice. */
export type KeptCall = {
  readonly scope: string;
  readonly at: number;
} /** Written before the call that costs: if nothing follows, nobody knows whether it was paid. */ & (
  | { readonly state: 'paying' }
  /** With what finishes it for nothing. */
  | { readonly state: 'paid'; readonly fingerprint: string; readonly started: object }
  /** The vendor refused, and charged nothing. */
  | { readonly state: 'free' }
);

interface Opening {
  readonly ttlMs: number;
  readonly now: () => number;
  readonly warn?: (text: string) => void;
}

export async function openKeptCalls(
  path: string,
  { ttlMs, now, warn }: Opening,
): Promise<LineFile<KeptCall>> {
  const keep = (lines: readonly KeptCall[]) =>
    [...new Map(lines.map((line) => [line.scope, line])).values()].filter(
      ({ state, at }) => state !== 'free' && at > now() - ttlMs,
    );
  try {
    return await LineFile.open(path, { keep, warn });
  } catch (error) {
    throw new UsageError(`--idempotency-file: ${path} cannot be written to: ${(error as Error).message}`);
  }
}
