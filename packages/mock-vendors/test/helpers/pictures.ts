import sharp from 'sharp';

/** A photo of nothing: a dark square on a light ground. */
const square = sharp({ create: { width: 24, height: 16, channels: 3, background: '#e0e0e0' } }).composite([
  { input: { create: { width: 8, height: 8, channels: 3, background: '#803020' } } },
]);

export const jpeg = new File([new Uint8Array(await square.clone().jpeg().toBuffer())], 'photo.jpg', {
  type: 'image/jpeg',
});
export const png = new File([new Uint8Array(await square.clone().png().toBuffer())], 'photo.png', {
  type: 'image/png',
});
/** What people rename. */
export const text = new File(['this is not a picture'], 'photo.jpg', { type: 'image/jpeg' });
