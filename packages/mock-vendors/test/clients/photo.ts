import sharp from 'sharp';

const noise = { mean: 128, sigma: 30, type: 'gaussian' } as const;

/** A picture that is small, so that many can be processed in a second, and not plain, so that damage shows. */
export const photo: Uint8Array<ArrayBuffer> = new Uint8Array(
  await sharp({ create: { width: 24, height: 24, channels: 3, background: '#888', noise } })
    .png()
    .toBuffer(),
);
