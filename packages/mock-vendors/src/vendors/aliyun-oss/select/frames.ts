import { crc32 } from 'node:zlib';

const version = 1;

/** Documented numbers of the kinds of frames. */
export const frameTypes = { data: 8_388_609, end: 8_388_613, csvMeta: 8_388_614, jsonMeta: 8_388_615 };

/** Integers are big-endian, as everywhere in frames. */
export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** Version, type, length and sum of the head; then the payload and its sum. */
export function frame(type: number, ...payload: readonly Buffer[]): Buffer {
  const body = Buffer.concat(payload);
  const head = Buffer.concat([int32(version * 2 ** 24 + type), int32(body.length)]);
  return Buffer.concat([head, int32(crc32(head)), body, int32(crc32(body))]);
}
