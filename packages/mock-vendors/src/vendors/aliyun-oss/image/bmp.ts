import { open, type Raster, rasterOf } from '../../../world/imaging/raster.ts';

const headBytes = 54;

/** A Windows bitmap of 24 bits a pixel, which libvips does not write. */
export async function writeBmp(raster: Raster): Promise<Buffer> {
  const { data, width, height } = await rasterOf(open(raster).flatten({ background: '#ffffff' }));
  const stride = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(headBytes + stride * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(headBytes, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * 3, (y + 1) * width * 3);
    const at = headBytes + (height - 1 - y) * stride;
    // Blue comes first.
    for (let i = 0; i < row.length; i += 3) file.set([row[i + 2] ?? 0, row[i + 1] ?? 0, row[i] ?? 0], at + i);
  }
  return file;
}
