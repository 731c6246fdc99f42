import { crc32 } from 'node:zlib';

/** A ZIP archive without compression. */
export function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const encodedName = Buffer.from(name, 'utf8');
    const common = commonHeader(bytes, encodedName.length);
    const local = Buffer.concat([uint32(0x04034b50), common, encodedName, bytes]);
    const place = Buffer.concat([Buffer.alloc(10), uint32(offset)]);
    centrals.push(Buffer.concat([uint32(0x02014b50), uint16(20), common, place, encodedName]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const count = uint16(centrals.length);
  const end = [
    uint32(0x06054b50),
    Buffer.alloc(4),
    count,
    count,
    uint32(central.length),
    uint32(offset),
    uint16(0),
  ];
  return Buffer.concat([...locals, central, ...end]);
}

/** The fields that a file's two headers share. Every file is from the first day that the format knows. */
function commonHeader(bytes: Buffer, nameLength: number): Buffer {
  const [version, utf8Names, stored, time, date] = [20, 0x0800, 0, 0, 0x0021];
  return Buffer.concat([
    ...[version, utf8Names, stored, time, date].map(uint16),
    ...[crc32(bytes), bytes.length, bytes.length].map(uint32),
    uint16(nameLength),
    uint16(0),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
