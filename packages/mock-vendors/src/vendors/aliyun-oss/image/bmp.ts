import { open, type Raster, rasterOf } from '../../../world/imaging/raster.ts';

const headBytes = 54;

const blueFirst: [Row, Row, Row] = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];

type Row = [number, number, number];

/** A Windows bitmap of 24 bits a pixel, which libvips does not write. */
export async function writeBmp(raster: Raster): Promise<Buffer> {
  // libvips turns the colors around, since blue comes first: a loop over the pixels would silence the mocks.
  const turned = open(raster).flatten({ background: '#ffffff' }).recomb(blueFirst);
  const { data, width, height } = await rasterOf(turned);
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
    file.set(row, headBytes + (height - 1 - y) * stride);
  }
  return file;
}
