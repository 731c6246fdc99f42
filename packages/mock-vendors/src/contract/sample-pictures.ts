import { sharp } from '../world/imaging/sharp.ts';

/** Large enough for every tool, small enough to be sent often. */
const side = 256;

const picture = () =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#d8dde6' } }).composite([
    { input: { create: { width: 96, height: 128, channels: 3, background: '#803020' } } },
  ]);

export interface SamplePictures {
  readonly jpeg: File;
  readonly png: File;
  /** A text under a picture's name. */
  readonly text: File;
  /** The first bytes of a picture. */
  readonly damaged: File;
}

const fileOf = (bytes: Uint8Array, name: string, type: string) =>
  new File([new Uint8Array(bytes)], name, { type });

const jpegBytes = await picture().jpeg().toBuffer();

/** What the contract sends; made here, so nobody's photo. */
export const samplePictures: SamplePictures = {
  jpeg: fileOf(jpegBytes, 'contract.jpg', 'image/jpeg'),
  png: fileOf(await picture().png().toBuffer(), 'contract.png', 'image/png'),
  text: new File(['not a picture'], 'contract.jpg', { type: 'image/jpeg' }),
  damaged: fileOf(jpegBytes.subarray(0, 64), 'contract.jpg', 'image/jpeg'),
};
