import type { Fault } from '@api-repack/mock-vendors';
import { expect } from 'vitest';

/** What the items of a node are like, besides what is asked of all examples. */
export interface Result {
  readonly node: string;
  readonly items: readonly object[];
  /** Fields of the first item that hold files. */
  readonly files?: readonly string[];
}

/** What the examples say that they deal with, by their names. All of it has to come. */
export const troubles: Readonly<Record<string, (photos: string) => Fault[]>> = {
  'product-cutouts-from-spreadsheet': (photos) => [
    {
      vendor: 'picwish',
      endpoint: 'createSegmentation',
      fields: { image_url: `${photos}/products/chelsea.png` },
      effect: { error: 'internal' },
    },
    {
      vendor: 'picwish',
      endpoint: 'createSegmentation',
      fields: { image_url: `${photos}/products/camera.png` },
      effect: { error: 'badInput' },
    },
    {
      vendor: 'picwish',
      endpoint: 'createSegmentation',
      fields: { image_url: `${photos}/products/coffee.png` },
      effect: { connection: 'reset', when: 'after' },
    },
    { vendor: 'picwish', endpoint: 'readSegmentation', effect: { error: 'unknownTask' } },
  ],
  'fallback-picwish-to-fangtang': (photos) => [
    {
      vendor: 'picwish',
      endpoint: 'createColorization',
      fields: { image_url: `${photos}/old/astronaut.png` },
      effect: { error: 'noCredits' },
    },
  ],
  'restore-photos-gallery-mail': () => [
    { vendor: 'fangtang', endpoint: 'uploads', nth: 2, effect: { error: 'badImage' } },
  ],
};

/** Nodes that have work only if something goes wrong which does not go wrong here. */
export const idle: Readonly<Record<string, readonly string[]>> = {
  'lufff-own-bucket': ['Delete After a Failure'],
};

/** By the name of the example. */
export const results: Readonly<Record<string, Result[]>> = {
  'restore-photos-gallery-mail': [
    {
      node: 'Mail',
      items: [
        {
          subject: '2 of 3 photos are restored',
          attachments: 'photo,photo_1',
          html: expect.stringMatching(
            /cid:photo".*\n.*cid:photo_1".*\n.*Not restored: .* \(Fangtang does not/,
          ),
        },
      ],
      files: ['photo', 'photo_1'],
    },
  ],
  'id-photo-three-backgrounds': [{ node: 'All Three', items: [{}], files: ['white', 'blue', 'red'] }],
  'product-cutouts-from-spreadsheet': [
    { node: 'Get Paid Result', items: [{ state: 'done' }], files: ['picture'] },
    { node: 'Cut Out Again', items: [{ sku: 'A-102', state: 'done' }], files: ['picture'] },
    {
      node: 'Failed',
      items: [
        { sku: 'A-100', what: expect.stringContaining('PicWish is not available') },
        {
          sku: 'A-103',
          what: expect.stringContaining('PicWish does not accept this input'),
          todo: expect.stringContaining('Check the settings'),
        },
      ],
    },
  ],
  'fallback-picwish-to-fangtang': [{ node: 'Fangtang', items: [{ title: 'Grandfather' }] }],
  'balance-alarm': [{ node: 'Alarm', items: [{ text: expect.stringContaining('Lufff has ') }] }],
  'submit-wait-get-result': [{ node: 'Get Result', items: [{ tool: 'scale' }, { tool: 'scale' }] }],
  'upload-wait-check-download': [{ node: 'Download', items: [{ state: 'done' }, { state: 'done' }] }],
  'lufff-own-bucket': [
    { node: 'Cut-Out', items: [{ fileName: 'astronaut-lufff.png', deleted: true }], files: ['data'] },
  ],
  'web-shop-pictures': [
    {
      node: 'For the Shop',
      items: [
        { sku: 'A-100', fileName: 'A-100.jpg', size: expect.stringMatching(/B$/) },
        { sku: 'A-102', fileName: 'A-102.jpg' },
      ],
      files: ['picture'],
    },
  ],
  'receipts-to-spreadsheet': [
    {
      node: 'Row',
      items: [{ receipt: '2026-001', text: expect.stringMatching(/./) }, { receipt: '2026-002' }],
    },
    { node: 'Spreadsheet', items: [{}], files: ['data'] },
  ],
  'one-upload-several-presets': [
    { node: 'All Results', items: [{}], files: ['colourPeople', 'cutout', 'idPhotoBlue'] },
  ],
};
