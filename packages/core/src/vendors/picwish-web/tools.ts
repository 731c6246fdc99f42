import * as v from 'valibot';
import { described } from '../../described.ts';
import { documentFormat, languages, negativePrompt } from '../picwish/fields.ts';
import * as p from '../picwish/parameters.ts';

export interface WebTool {
  readonly summary: string;
  /** Under `/app/picwish/`. */
  readonly path: `tasks/${string}`;
  readonly fields: v.ObjectEntries;
  readonly results: readonly string[];
  /** Name under which the file without a watermark is asked for, where the task itself holds a preview only. */
  readonly cleanAs?: string;
}

const source = {
  source_resource_id: described('Resource ID of the image, from an upload to the account', p.text(200)),
};

/** What picwish.cn itself calls, as several public clients show it; no manual describes it. Seen 2023 to 2026. */
export const webTools = {
  faceCutout: {
    summary: 'cut out the face',
    path: 'tasks/login/face-cutout',
    // A number here, although logging in takes it as a text.
    fields: {
      ...source,
      language: v.optional(described('Language of the messages', v.string()), 'zh'),
      product_id: v.optional(described('Number of the web page', p.integer(1)), 482),
    },
    results: ['image'],
    cleanAs: 'face-cutout',
  },
  scale: {
    summary: 'enlarge: type 1 anything, 2 faces',
    path: 'tasks/login/scale',
    fields: {
      ...source,
      type: v.optional(described('What to improve: 1 anything, 2 faces', v.picklist([1, 2])), 1),
    },
    results: ['image'],
    cleanAs: 'scale',
  },
  segmentation: {
    summary: 'remove the background',
    path: 'tasks/login/segmentation',
    fields: {
      ...source,
      output_type: v.optional(
        described('What to return: 1 image and mask, 2 image, 3 mask', v.picklist([1, 2, 3])),
        1,
      ),
    },
    results: ['image', 'mask'],
    cleanAs: 'segmentation',
  },
  ocr: {
    summary: 'read the text of a picture',
    path: 'tasks/ocr',
    fields: {
      ...source,
      format: v.optional(documentFormat, 'txt'),
      task_language: languages,
    },
    results: ['image', 'file'],
  },
  colorization: {
    summary: 'color a black-and-white picture',
    path: 'tasks/colorization',
    fields: { ...source },
    results: ['image'],
    cleanAs: 'colorization',
  },
  textToImage: {
    summary: 'paint what a text describes',
    path: 'tasks/login/external/text-to-image',
    fields: {
      theme: v.optional(described('Style, as the web page names it', v.string())),
      width: described('Width in pixels', p.integer(1, 8000)),
      height: described('Height in pixels', p.integer(1, 8000)),
      prompt: described('What the image shows', p.text(4000)),
      negative_prompt: negativePrompt(4000),
      batch_size: v.optional(described('How many images to make', p.integer(1, 8)), 1),
      speed: v.optional(described('Speed, as numbered by the web page', p.integer(0))),
    },
    results: ['images'],
  },
  imageExpand: {
    summary: 'paint beyond the edges',
    path: 'tasks/login/image-expand',
    fields: {
      ...source,
      horizontal_expansion_ratio: described(
        'Width of the result to that of the image, for example 1.5',
        v.number(),
      ),
      vertical_expansion_ratio: described(
        'Height of the result to that of the image, for example 1.5',
        v.number(),
      ),
      image_count: v.optional(described('How many images to make', p.integer(1, 4)), 1),
      prompt: v.optional(described('What to show beyond the edges', p.text(4000))),
      negative_prompt: negativePrompt(4000),
    },
    results: ['image1', 'image2', 'image3', 'image4'],
  },
  imageTranslate: {
    summary: 'translate the text in a picture',
    path: 'tasks/login/external/image-translate',
    fields: {
      source_resource_ids: described(
        'Resource ID of the image, as a list of one',
        v.pipe(v.array(p.text(200)), v.minLength(1), v.maxLength(1)),
      ),
      img_trans_key: v.optional(
        described('Which service translates', v.picklist(['aliyun', 'google', 'papago'])),
        'aliyun',
      ),
      source_language: described('Language in the image, for example zh', p.text(20)),
      target_language: described('Language of the result, for example en', p.text(20)),
    },
    results: ['images'],
  },
  autoWatermarkImage: {
    summary: 'find and erase watermarks',
    path: 'tasks/login/auto-watermark-image',
    fields: {
      ...source,
      task_type: v.optional(described('Kind of task, as the web page names it', v.string()), ''),
    },
    results: ['image'],
    cleanAs: 'auto-watermark-image',
  },
} as const satisfies Record<string, WebTool>;

export type WebTools = typeof webTools;
export type WebToolName = keyof WebTools;
