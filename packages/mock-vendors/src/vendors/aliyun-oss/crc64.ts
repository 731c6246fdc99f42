// Constant of CRC-64/XZ, reflected, in two halves: numbers hold 64 bits, but their bit operations only 32.
const polynomial = { high: 0xc96c5795, low: 0xd7870f42 };

/** Eight tables one after the other, so that eight bytes take one step ("slicing by 8"). */
const highs = new Int32Array(8 * 256);
const lows = new Int32Array(8 * 256);

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
for (let i = 256; i < highs.length; i++) {
  const high = highs[i - 256] as number;
  const low = lows[i - 256] as number;
  highs[i] = (high >>> 8) ^ (highs[low & 0xff] as number);
  lows[i] = ((low >>> 8) | (high << 24)) ^ (lows[low & 0xff] as number);
}

const at = (table: Int32Array, i: number) => table[i] as number;

/** The checksum `x-oss-hash-crc64ecma`, chunk by chunk. */
export class Crc64 {
  /** All bits are set. */
  #high = -1;
  #low = -1;

  update(chunk: Uint8Array): void {
    const inEights = chunk.length - (chunk.length % 8);
    this.#eights(chunk, inEights);
    for (let i = inEights; i < chunk.length; i++) {
      const row = (this.#low ^ (chunk[i] as number)) & 0xff;
      this.#low = ((this.#low >>> 8) | (this.#high << 24)) ^ (lows[row] as number);
      this.#high = (this.#high >>> 8) ^ (highs[row] as number);
    }
  }

  /** The first of eight bytes goes through the last table, since seven more come after it. */
  #eights(chunk: Uint8Array, end: number): void {
    let high = this.#high;
    let low = this.#low;
    const words = new DataView(chunk.buffer, chunk.byteOffset, end);
    for (let i = 0; i < end; i += 8) {
      low ^= words.getInt32(i, true);
      high ^= words.getInt32(i + 4, true);
      const a = 1792 + (low & 0xff);
      const b = 1536 + ((low >>> 8) & 0xff);
      const c = 1280 + ((low >>> 16) & 0xff);
      const d = 1024 + (low >>> 24);
      const e = 768 + (high & 0xff);
      const f = 512 + ((high >>> 8) & 0xff);
      const g = 256 + ((high >>> 16) & 0xff);
      const h = high >>> 24;
      low =
        at(lows, a) ^
        at(lows, b) ^
        at(lows, c) ^
        at(lows, d) ^
        at(lows, e) ^
        at(lows, f) ^
        at(lows, g) ^
        at(lows, h);
      high =
        at(highs, a) ^
        at(highs, b) ^
        at(highs, c) ^
        at(highs, d) ^
        at(highs, e) ^
        at(highs, f) ^
        at(highs, g) ^
        at(highs, h);
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
