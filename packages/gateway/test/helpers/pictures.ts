import { crc32, deflateSync } from 'node:zlib';

/** A dark square on a light ground, as a PNG of few bytes. */
function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const isDark = (x: number, y: number) => Math.abs(x - width / 2) < 4 && Math.abs(y - height / 2) < 4;
  const rows = Array.from({ length: height }, (_, y) => [
    0,
    ...Array.from({ length: width }, (_, x) => (isDark(x, y) ? 0x40 : 0xe0)),
  ]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.from(rows.flat()));
  return new Uint8Array(
    Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

export const photo = new File([png(64, 48)], 'photo.png', { type: 'image/png' });
export const otherPhoto = new File([png(48, 64)], 'other.png', { type: 'image/png' });
/** What people rename. */
export const notPhoto = new File(['this is not a picture'], 'photo.jpg', { type: 'image/jpeg' });
