import { createHash } from 'node:crypto';
import { Crc64 } from './crc64.ts';
import type { OssObject } from './state.ts';

/** What OSS knows of an object from its content alone, computed while that passes by. */
export class Digest {
  readonly #md5 = createHash('md5');
  readonly #crc64 = new Crc64();
  #size = 0;

  update(chunk: Uint8Array): void {
    this.#md5.update(chunk);
    this.#crc64.update(chunk);
    this.#size += chunk.length;
  }

  facts(): Pick<OssObject, 'size' | 'etag' | 'md5' | 'crc64'> {
    const md5 = this.#md5.digest();
    return {
      size: this.#size,
      etag: md5.toString('hex').toUpperCase(),
      md5: md5.toString('base64'),
      crc64: this.#crc64.digest(),
    };
  }
}
