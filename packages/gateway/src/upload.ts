import type { Readable } from 'node:stream';
import type { FileStream } from '@api-repack/core';

/** A file on its way in, to be read once and while it arrives. */
export class Upload implements FileStream {
  readonly name: string;
  readonly type: string;
  readonly stream: Readable;
  readonly #end: Promise<void>;

  constructor(file: { name: string; type: string; stream: Readable; end: Promise<void> }) {
    this.name = file.name;
    this.type = file.type;
    this.stream = file.stream;
    this.#end = file.end;
    // Whoever reads the stream sees the same error first.
    this.#end.catch(() => undefined);
  }

  /** Resolves when the form that brings the file has arrived to its end and is sound. To be awaited before anything is paid. */
  get end(): Promise<void> {
    return this.#end;
  }
}
