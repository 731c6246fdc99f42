import type { Host } from '@api-repack/core';

/** The environment of the command line. */
export interface Terminal {
  readonly host: Host;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text on standard input, to its end. */
  readonly stdin: () => Promise<string>;
  /** Writes to standard output. */
  readonly stdout: (text: string) => void;
  /** Writes to standard error. */
  readonly stderr: (text: string) => void;
  /** Width, if standard error is a terminal. */
  readonly columns: number | undefined;
  /** Aborts at the first Ctrl-C: finish payments, start nothing new. */
  readonly stop: AbortSignal;
  /** Aborts at the second Ctrl-C: stop immediately. */
  readonly kill: AbortSignal;
}
