import * as v from 'valibot';
import * as p from './parameters.ts';

export interface WebTool {
  readonly summary: string;
  /** Under `/app/picwish/`. */
  readonly path: `tasks/${string}`;
  readonly fields: v.ObjectEntries;
  readonly results: readonly string[];
  /** Name under which the file without a watermark is asked for, where the task itself holds a preview only. */
  readonly cleanAs?: string;
}

const source = { source_resource_id: p.text(200) };

/** What picwish.cn itself calls, as several public clients show it; no manual describes it. Seen 2023 to 2026. */
export const webTools = {
  faceCutout: {
    summary: 'cut out the face',
    path: 'tasks/login/face-cutout',
    // A number here, although logging in takes it as a text.
    fields: { ...source, language: v.optional(v.string(), 'zh'), product_id: v.optional(p.integer(1), 482) },
    results: ['image'],
    cleanAs: 'face-cutout',
  },
  scale: {
    summary: 'enlarge: type 1 anything, 2 faces',
    path: 'tasks/login/scale',
    fields: { ...source, type: v.optional(v.picklist([1, 2]), 1) },
    results: ['image'],
    cleanAs: 'scale',
  },
  segmentation: {
    summary: 'remove the background',
    path: 'tasks/login/segmentation',
    fields: { ...source, output_type: v.optional(v.picklist([1, 2, 3]), 1) },
    results: ['image', 'mask'],
    cleanAs: 'segmentation',
  },
  ocr: {
    summary: 'read the text of a picture',
    path: 'tasks/ocr',
    fields: {
      ...source,
      format: v.optional(p.documentFormat, 'txt'),
      task_language: v.optional(p.languages),
    },
    results: ['image', 'file'],
  },
  colorization: {
    summary: 'colour a black-and-white picture',
    path: 'tasks/colorization',
    fields: { ...source },
    results: ['image'],
    cleanAs: 'colorization',
  },
  textToImage: {
    summary: 'paint what a text describes',
    path: 'tasks/login/external/text-to-image',
    fields: {
      theme: v.optional(v.string()),
      width: p.integer(1, 8000),
      height: p.integer(1, 8000),
      prompt: p.text(4000),
      negative_prompt: v.optional(p.text(4000)),
      batch_size: v.optional(p.integer(1, 8), 1),
      speed: v.optional(p.integer(0)),
    },
    results: ['images'],
  },
  imageExpand: {
    summary: 'paint beyond the edges',
    path: 'tasks/login/image-expand',
    fields: {
      ...source,
      horizontal_expansion_ratio: v.number(),
      vertical_expansion_ratio: v.number(),
      image_count: v.optional(p.integer(1, 4), 1),
      prompt: v.optional(p.text(4000)),
      negative_prompt: v.optional(p.text(4000)),
    },
    results: ['image1', 'image2', 'image3', 'image4'],
  },
  imageTranslate: {
    summary: 'translate the text in a picture',
    path: 'tasks/login/external/image-translate',
    fields: {
      source_resource_ids: v.pipe(v.array(p.text(200)), v.minLength(1), v.maxLength(1)),
      img_trans_key: v.optional(v.picklist(['aliyun', 'google', 'papago']), 'aliyun'),
      source_language: p.text(20),
      target_language: p.text(20),
    },
    results: ['images'],
  },
  autoWatermarkImage: {
    summary: 'find and erase watermarks',
    path: 'tasks/login/auto-watermark-image',
    fields: { ...source, task_type: v.optional(v.string(), '') },
    results: ['image'],
    cleanAs: 'auto-watermark-image',
  },
} as const satisfies Record<string, WebTool>;

export type WebTools = typeof webTools;
export type WebToolName = keyof WebTools;
