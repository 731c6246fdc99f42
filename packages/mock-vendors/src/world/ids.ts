import { createHash } from 'node:crypto';

/** Ids that look random, and are the same for the same seed and the same calls. */
export class Ids {
  readonly seed: string;
  state = { next: 1 };

  constructor(seed: string) {
    this.seed = seed;
  }

  /** 32 lower-case hexadecimal digits. */
  hex(): string {
    return createHash('md5')
      .update(`${this.seed}:${this.state.next++}`)
      .digest('hex');
  }

  uuid(): string {
    const hex = this.hex();
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `a${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join('-');
  }
}

/** A number from 0 up to 1 that depends on nothing but the text. */
export const fractionOf = (text: string): number =>
  createHash('md5').update(text).digest().readUInt32BE(0) / 2 ** 32;
