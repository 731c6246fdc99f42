// Constant of CRC-64/XZ, reflected, in two halves: numbers hold 64 bits, but their bit operations only 32.
const polynomial = { high: 0xc96c5795, low: 0xd7870f42 };

const highs = new Uint32Array(256);
const lows = new Uint32Array(256);
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

/** The checksum `x-oss-hash-crc64ecma`, chunk by chunk. */
export class Crc64 {
  #high = 0xffffffff;
  #low = 0xffffffff;

  update(chunk: Uint8Array): void {
    let high = this.#high;
    let low = this.#low;
    for (let i = 0; i < chunk.length; i++) {
      const row = (low ^ (chunk[i] as number)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (lows[row] as number);
      high = (high >>> 8) ^ (highs[row] as number);
    }
    this.#high = high;
    this.#low = low;
  }

  /** Decimal, as the header has it. */
  digest(): string {
    const high = BigInt(~this.#high >>> 0);
    return ((high << 32n) | BigInt(~this.#low >>> 0)).toString();
  }
}
