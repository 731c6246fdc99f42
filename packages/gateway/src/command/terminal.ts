import type { Host } from '@api-repack/core';

/** What the command line runs in; tests bring their own. */
export interface Terminal {
  readonly host: Host;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text on standard input, to its end. */
  readonly stdin: () => Promise<string>;
  /** For what was asked for. */
  readonly stdout: (text: string) => void;
  /** For people who watch. */
  readonly stderr: (text: string) => void;
  /** Columns, where a progress bar can be drawn. */
  readonly columns: number | undefined;
  /** Asks to stop in good order: the first Ctrl-C. */
  readonly stop: AbortSignal;
  /** Asks to stop at once: the second. */
  readonly kill: AbortSignal;
}
