interface Size {
  readonly width: number;
  readonly height: number;
}

/** Width and height in pixels of a PNG, JPEG, WebP or GIF; undefined for anything else. By hand: libraries for this are larger than a node. */
export function pictureSize(bytes: Buffer): Size | undefined {
  const found = readers.find(({ at, signature }) => latin1(bytes, at, signature.length) === signature);
  try {
    return found?.read(bytes);
  } catch {
    // It ends within its header.
    return undefined;
  }
}

interface Reader {
  readonly at: number;
  readonly signature: string;
  readonly read: (bytes: Buffer) => Size | undefined;
}

const latin1 = (bytes: Buffer, start: number, length: number): string =>
  bytes.toString('latin1', start, start + length);

const readers: readonly Reader[] = [
  {
    at: 12,
    signature: 'IHDR',
    read: (png) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }),
  },
  {
    at: 0,
    signature: 'GIF8',
    read: (gif) => ({ width: gif.readUInt16LE(6), height: gif.readUInt16LE(8) }),
  },
  { at: 0, signature: '\xff\xd8\xff', read: jpegSize },
  // The three kinds of WebP: with extensions, lossless, lossy.
  {
    at: 8,
    signature: 'WEBPVP8X',
    read: (webp) => ({ width: 1 + webp.readUIntLE(24, 3), height: 1 + webp.readUIntLE(27, 3) }),
  },
  {
    at: 8,
    signature: 'WEBPVP8L',
    read(webp) {
      const bits = webp.readUInt32LE(21);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
    },
  },
  {
    at: 8,
    signature: 'WEBPVP8 ',
    read: (webp) => ({ width: webp.readUInt16LE(26) & 0x3fff, height: webp.readUInt16LE(28) & 0x3fff }),
  },
];

/** The size stands in the first segment that begins a frame: 0xC0 to 0xCF without the three that are tables. */
function jpegSize(jpeg: Buffer): Size | undefined {
  for (let at = 2; jpeg[at] === 0xff; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg.readUInt8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: jpeg.readUInt16BE(at + 7), height: jpeg.readUInt16BE(at + 5) };
  }
  return undefined;
}
