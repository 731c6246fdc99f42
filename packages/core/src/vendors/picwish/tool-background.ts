import * as v from 'valibot';
import { described } from '../../described.ts';
import { callback, eitherImage, image, mask, negativePrompt, sync, urlOrBase64 } from './fields.ts';
import * as p from './parameters.ts';

const scene = {
  prompt: v.optional(described('What the background shows', p.text(1024))),
  scene_type: v.optional(described("Number of a scene in PicWish's template list", p.integer(0))),
};

/** The price page lists one to four images, the page of `visual/background` one or two. */
const background = {
  fields: {
    ...image,
    ...callback,
    batch_size: v.optional(described('How many images to make', v.picklist([1, 2, 3, 4])), 1),
    ...scene,
    negative_prompt: negativePrompt(1024),
  },
  exactlyOneOf: [eitherImage, ['prompt', 'scene_type']],
  results: ['image_1', 'image_2', 'image_3', 'image_4'],
  longestWaitMs: 120_000,
  cost: {
    credits: 3,
    per: 'call',
    changes: [
      { fields: ['batch_size'], values: [2], credits: 3 },
      { fields: ['batch_size'], values: [3], credits: 5 },
      { fields: ['batch_size'], values: [4], credits: 7 },
    ],
  },
} as const;

/** Tools that generate what is around a subject. */
export const backgroundTools = {
  background: {
    summary: 'put a cut-out object before a new background',
    path: 'visual/background',
    ...background,
  },
  rBackground: {
    summary: 'put a cut-out object before a new background (path seen in use)',
    path: 'visual/r-background',
    ...background,
    fields: { ...background.fields, ...sync },
  },
  advancedImageExpand: {
    summary: 'expand an image beyond its edges',
    path: 'visual/advanced-image-expand',
    fields: {
      ...image,
      ...mask,
      ...sync,
      ...urlOrBase64,
      top: v.optional(described('Ratio of the height to add at the top, above 0 to 1', p.ratio)),
      bottom: v.optional(described('Ratio of the height to add at the bottom, above 0 to 1', p.ratio)),
      left: v.optional(described('Ratio of the width to add on the left, above 0 to 1', p.ratio)),
      right: v.optional(described('Ratio of the width to add on the right, above 0 to 1', p.ratio)),
      prompt: v.optional(described('What to show beyond the edges', p.text(500))),
    },
    exactlyOneOf: [eitherImage],
    atMostOneOf: ['mask_url', 'mask_file'],
    results: ['image'],
    longestWaitMs: 120_000,
    cost: { credits: 1, per: 'call', isAssumed: true },
  },
} as const;
