import { createHash } from 'node:crypto';
import type { ContentDigest } from '../../world/blobs.ts';
import { Crc64 } from './crc64.ts';
import type { OssObject } from './state.ts';

type Facts = Pick<OssObject, 'size' | 'etag' | 'md5' | 'crc64'>;

/** Size and checksums of content, computed while it streams. */
export class Digest implements ContentDigest {
  readonly #md5 = createHash('md5');
  readonly #crc64 = new Crc64();
  #size = 0;
  #facts: Facts | undefined;

  update(chunk: Uint8Array): void {
    this.#md5.update(chunk);
    this.#crc64.update(chunk);
    this.#size += chunk.length;
  }

  /** Complete only after the last chunk. */
  get facts(): Facts {
    this.#facts ??= this.#compute();
    return this.#facts;
  }

  /** Saves hashing the content once more. Both checksums, because different content can have the same MD5. */
  get hash(): string {
    return `${this.facts.etag.toLowerCase()}-${this.facts.crc64}`;
  }

  #compute(): Facts {
    const md5 = this.#md5.digest();
    return {
      size: this.#size,
      etag: md5.toString('hex').toUpperCase(),
      md5: md5.toString('base64'),
      crc64: this.#crc64.digest(),
    };
  }
}
