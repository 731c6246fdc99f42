import * as v from 'valibot';
import { described } from '../../described.ts';
import { fileField } from '../../file.ts';
import * as p from './parameters.ts';

/** Fields that several tools have. */

export const image = {
  image_url: v.optional(described('Public URL of the image, which PicWish fetches within 10 seconds', p.url)),
  image_file: v.optional(described('The image as a file', fileField)),
};
export const eitherImage = ['image_url', 'image_file'] as const;

export const mask = {
  mask_url: v.optional(described('Public URL of a mask: white where to work, as large as the image', p.url)),
  mask_file: v.optional(described('A mask as a file: white where to work, as large as the image', fileField)),
};
export const maskOrRectangles = {
  ...mask,
  rectangles: v.optional(
    described('Up to 50 areas in pixels, each with x, y, width and height', p.rectangles),
  ),
};
export const anyMask = ['mask_url', 'mask_file', 'rectangles'] as const;

/** Older pages list it for every tool, newer ones leave it out; PicWish still takes it. */
export const callback = {
  callback_url: v.optional(described('URL that PicWish calls when the task has ended', p.url)),
};
export const sync = {
  sync: v.optional(
    described('1: the response to the first request comes when the task has ended; 0: at once', p.flag),
    0,
  ),
  ...callback,
};

const returnText = 'How the result is returned: 1 as a URL, 2 as base64';
export const urlOrBase64 = { return_type: v.optional(described(returnText, v.picklist([1, 2]))) };
export const anyReturn = {
  return_type: v.optional(described(`${returnText}, 3 as the response itself`, v.picklist([1, 2, 3]))),
};

export const crop = v.optional(described('1: cut off the empty border', p.flag));
export const imageAndMask = v.optional(
  described('What to return: 1 image and mask, 2 image, 3 mask', v.picklist([1, 2, 3])),
);
export const resultFormat = <const Names extends readonly string[]>(names: Names) =>
  v.optional(described('File format of the result', v.picklist(names)));
export const backgroundColor = v.optional(
  described('Background color as RRGGBB, for example FFFFFF', p.color),
);
export const languages = v.optional(
  described('Languages of the text as PicWish spells them, for example English, ChinesePRC', p.languages),
);
export const documentFormat = described('File format of the result', p.documentFormat);
export const negativePrompt = (maxLength: number) =>
  v.optional(described('What the image must not show', p.text(maxLength)));
export const idPhoto = {
  size: v.optional(described('Width and height in pixels, 100 to 2000 each, for example 295x413', p.size)),
  format: resultFormat(['png', 'jpg']),
  bg_color: backgroundColor,
};
