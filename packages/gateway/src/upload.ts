import type { Readable } from 'node:stream';
import type { FileStream } from '@api-repack/core';

/** A file that is still arriving. It can be read once. */
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
    // The reader of the stream sees the same error first.
    this.#end.catch(() => undefined);
  }

  /** Resolves when the whole form with the file has arrived. Await it before paying. */
  get end(): Promise<void> {
    return this.#end;
  }
}
