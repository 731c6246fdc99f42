/** CRC-64/XZ, bit-reversed, in two halves: the bit operations of numbers see only 32 bits. */
const polynomial = { high: 0xc96c5795, low: 0xd7870f42 };

const highs = new Int32Array(256);
const lows = new Int32Array(256);

for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const isOdd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (isOdd) {
      high ^= polynomial.high;
      low ^= polynomial.low;
    }
  }
  highs[byte] = high;
  lows[byte] = low;
}

/** The checksum that OSS gives for each object, chunk by chunk. */
export class Crc64 {
  #high = -1;
  #low = -1;

  update(chunk: Uint8Array): void {
    for (const byte of chunk) {
      const row = (this.#low ^ byte) & 0xff;
      this.#low = ((this.#low >>> 8) | (this.#high << 24)) ^ (lows[row] as number);
      this.#high = (this.#high >>> 8) ^ (highs[row] as number);
    }
  }

  /** Decimal, as in the header `x-oss-hash-crc64ecma`. */
  digest(): string {
    const half = (bits: number) => BigInt(~bits >>> 0);
    return ((half(this.#high) << 32n) | half(this.#low)).toString();
  }
}
