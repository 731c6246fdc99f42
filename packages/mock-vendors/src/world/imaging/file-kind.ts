type Kind = readonly [offset: number, signature: string];

/** Signatures of JPEG, PNG, GIF, WebP, TIFF in both byte orders, BMP, and AVIF or HEIC, as Latin-1. */
const rasterKinds: readonly Kind[] = [
  [0, '\xff\xd8\xff'],
  [0, '\x89PNG\r\n\x1a\n'],
  [0, 'GIF8'],
  [8, 'WEBP'],
  [0, 'II*\0'],
  [0, 'MM\0*'],
  [0, 'BM'],
  [4, 'ftyp'],
];

/** False for SVG and everything else that libvips would interpret: a few bytes of those can keep it busy for minutes. */
export function isRasterFile(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString('latin1');
  return rasterKinds.some(([offset, signature]) => head.startsWith(signature, offset));
}
