import type { ByteStream } from '@api-repack/core';

export interface Content {
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  readonly open: () => Promise<ByteStream>;
}

/**
 * A file whose content is opened anew each time it is sent, so that none is in memory before or after. Only `stream` and
 * `arrayBuffer` know the content: a slice would be empty.
 */
export class StreamedFile extends File {
  readonly #open: Content['open'];

  constructor(name: string, { type, size, open }: Content) {
    super([], name, { type });
    Object.defineProperty(this, 'size', { value: size });
    this.#open = open;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return ReadableStream.from(this.#chunks());
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(this.size);
    let length = 0;
    for await (const chunk of this.#chunks()) {
      bytes.set(chunk, length);
      length += chunk.length;
    }
    return bytes.buffer;
  }

  async *#chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    yield* (await this.#open()) as AsyncIterable<Uint8Array<ArrayBuffer>>;
  }
}
