import type { Raster } from './raster.ts';

/** Windows bitmaps without compression, which libvips does not read. */
export const isBmp = (bytes: Uint8Array): boolean => bytes[0] === 0x42 && bytes[1] === 0x4d;

/** The size of a bitmap of 8 bits with a palette, 24 or 32 bits a pixel. Throws for others, and for a file that ends early. */
export function bmpSize(bytes: Uint8Array): { width: number; height: number } {
  const { width, height } = readHead(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return { width, height };
}

/** The pixels of such a bitmap. Throws as well if it has more than `maxPixels`. */
export function readBmp(bytes: Uint8Array, maxPixels: number): Raster {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { start, width, height, isTopDown, bits, palette, stride } = readHead(file);
  if (width * height > maxPixels) throw new Error(`a bitmap of ${width} × ${height} pixels is too large`);
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const y = Math.floor(i / width);
    const row = start + (isTopDown ? y : height - 1 - y) * stride;
    const pixel = row + ((i % width) * bits) / 8;
    const color = bits === 8 ? palette + file.readUInt8(pixel) * 4 : pixel;
    // Blue comes first.
    data[i * 3] = file.readUInt8(color + 2);
    data[i * 3 + 1] = file.readUInt8(color + 1);
    data[i * 3 + 2] = file.readUInt8(color);
  }
  return { data, width, height, channels: 3 };
}

function readHead(file: Buffer) {
  const height = file.readInt32LE(22);
  const bits = file.readUInt16LE(28);
  const compression = file.readUInt32LE(30);
  // 3 names the places of the colors, which are the default ones in practice.
  if (![8, 24, 32].includes(bits) || ![0, 3].includes(compression))
    throw new Error(`a bitmap of ${bits} bits with compression ${compression}`);
  const head = {
    start: file.readUInt32LE(10),
    palette: 14 + file.readUInt32LE(14),
    width: file.readInt32LE(18),
    height: Math.abs(height),
    isTopDown: height < 0,
    bits,
  };
  const stride = Math.ceil((head.width * bits) / 32) * 4;
  if (head.width < 1 || head.height < 1 || head.start + stride * head.height > file.length)
    throw new Error(`a bitmap of ${head.width} × ${head.height} that ends early`);
  return { ...head, stride };
}
