import * as v from 'valibot';
import * as p from './parameters.ts';

export interface Tool {
  readonly summary: string;
  /** Under `/api/tasks/`. */
  readonly path: `${'visual' | 'document'}/${string}`;
  readonly fields: v.ObjectEntries;
  readonly exactlyOneOf: readonly (readonly string[])[];
  readonly atMostOneOf?: readonly string[];
  /** Fields of the finished task that hold files, the main one first. */
  readonly results: readonly string[];
  /** `return_type` 3 answers with the file itself. */
  readonly answersFile?: true;
  /** Longest wait that makes sense. The manual says 30 s, but queued tasks take longer; 60 s if left out. */
  readonly longestWaitMs?: number;
}

const image = { image_url: v.optional(p.url), image_file: v.optional(p.file) };
const eitherImage = ['image_url', 'image_file'] as const;
const mask = {
  mask_url: v.optional(p.url),
  mask_file: v.optional(p.file),
  rectangles: v.optional(p.rectangles),
};
const anyMask = ['mask_url', 'mask_file', 'rectangles'] as const;

/** Older pages list `callback_url` for every tool, newer ones leave it out; PicWish still takes it. */
const later = { callback_url: v.optional(p.url) };
/** With 1 the answer to the first call is the finished task. */
const sync = { sync: v.optional(p.flag, 0), ...later };
/** 1 is a URL, 2 base64, 3 the file itself as the answer. */
const urlOrBase64 = { return_type: v.optional(v.picklist([1, 2])) };
const anyReturn = { return_type: v.optional(v.picklist([1, 2, 3])) };

const clothing = {
  fields: {
    ...image,
    ...sync,
    detail_mode: v.optional(v.picklist([1, 2])),
    quality: v.optional(v.picklist([1, 2])),
    class_type: v.optional(p.integer(1)),
    output_type: v.optional(v.picklist([1, 2, 3])),
  },
  exactlyOneOf: [eitherImage],
  results: ['class_masks', 'clothes_masks'],
} as const;

/**
 * The one list of what the developer API can do; client, mock routes, contract tests and docs follow it. Parameters as on
 * the manual's pages, such as https://picwish.com/new-remove-objects-api-doc, seen 2026-11.
 */
export const tools = {
  segmentation: {
    summary: 'remove the background',
    path: 'visual/segmentation',
    fields: {
      ...image,
      ...sync,
      ...anyReturn,
      type: v.optional(v.picklist(['person', 'object', 'stamp'])),
      output_type: v.optional(v.picklist([1, 2, 3])),
      crop: v.optional(p.flag),
      format: v.optional(v.picklist(['png', 'jpg'])),
      bg_color: v.optional(p.colour),
    },
    exactlyOneOf: [eitherImage],
    results: ['image', 'mask'],
    answersFile: true,
  },
  selfFaceCutout: {
    summary: 'cut out the face',
    path: 'visual/self-face-cutout',
    fields: {
      ...image,
      ...sync,
      crop: v.optional(p.flag),
      output_format: v.optional(v.picklist(['png', 'jpg'])),
    },
    exactlyOneOf: [eitherImage],
    results: ['image'],
  },
  colorization: {
    summary: 'colour a black-and-white picture',
    path: 'visual/colorization',
    fields: {
      ...image,
      ...sync,
      ...anyReturn,
      format: v.optional(v.picklist(['jpg', 'jpeg', 'png', 'webp'])),
    },
    exactlyOneOf: [eitherImage],
    results: ['image'],
    answersFile: true,
  },
  scale: {
    summary: 'enlarge and sharpen',
    path: 'visual/scale',
    fields: {
      ...image,
      ...sync,
      ...anyReturn,
      type: v.optional(v.picklist(['clean', 'face'])),
      scale_factor: v.optional(v.picklist([1, 2, 4])),
      fix_face_only: v.optional(p.flag),
    },
    exactlyOneOf: [eitherImage],
    results: ['image'],
    answersFile: true,
  },
  scalePro: {
    summary: 'enlarge with the larger model',
    path: 'visual/scale-pro',
    fields: { ...image, ...sync, ...urlOrBase64, type: v.optional(p.flag) },
    exactlyOneOf: [eitherImage],
    results: ['image'],
  },
  correction: {
    summary: 'find the edges of a document and straighten it',
    path: 'visual/correction',
    fields: { ...image, ...sync, ...anyReturn, type: v.optional(p.integer(0, 4)) },
    exactlyOneOf: [eitherImage],
    results: ['image'],
    answersFile: true,
  },
  inpaint: {
    summary: 'erase marked objects',
    path: 'visual/inpaint',
    fields: { ...image, ...mask, ...sync, ...urlOrBase64 },
    exactlyOneOf: [eitherImage, anyMask],
    results: ['image'],
  },
  watermark: {
    summary: 'erase marked watermarks',
    path: 'visual/watermark',
    fields: { ...image, ...mask, ...sync, ...urlOrBase64 },
    exactlyOneOf: [eitherImage, anyMask],
    results: ['image'],
  },
  externalWatermarkRemove: {
    summary: 'find and erase watermarks',
    path: 'visual/external/watermark-remove',
    fields: { url: v.optional(p.url), file: v.optional(p.file), ...sync },
    exactlyOneOf: [['url', 'file']],
    results: ['file'],
  },
  advancedWatermarkRemove: {
    summary: 'find and erase watermarks with the larger model',
    path: 'visual/advanced/watermark-remove',
    fields: { ...image, ...sync },
    exactlyOneOf: [eitherImage],
    results: ['image', 'image_url', 'file'],
  },
  idphoto: {
    summary: 'make an ID photo',
    path: 'visual/idphoto',
    fields: {
      ...image,
      ...sync,
      ...urlOrBase64,
      size: v.optional(p.size),
      format: v.optional(v.picklist(['png', 'jpg'])),
      bg_color: v.optional(p.colour),
    },
    exactlyOneOf: [eitherImage],
    results: ['image'],
    longestWaitMs: 300_000,
  },
  externalIdphoto: {
    summary: 'make an ID photo with other clothes, beautified or several on a sheet',
    path: 'visual/external/idphoto',
    fields: {
      ...image,
      /** The `image_id` of an earlier answer, instead of the picture. */
      last_id: v.optional(p.text(100)),
      ...sync,
      ...urlOrBase64,
      size: v.optional(p.size),
      format: v.optional(v.picklist(['png', 'jpg'])),
      bg_color: v.optional(p.colour),
      spec_id: v.optional(p.integer(1)),
      dpi: v.optional(p.integer(10, 1000)),
      px_width: v.optional(p.integer(1, 1800)),
      px_height: v.optional(p.integer(1, 1800)),
      mm_width: v.optional(p.integer(1)),
      mm_height: v.optional(p.integer(1)),
      clothes_id: v.optional(v.union([p.text(100), p.integer(1)])),
      auto_bright: v.optional(p.flag),
      auto_smooth: v.optional(p.flag),
      auto_thin_face: v.optional(p.flag),
      auto_sharp: v.optional(p.flag),
      layout: v.optional(p.flag),
      preview: v.optional(p.flag),
    },
    exactlyOneOf: [[...eitherImage, 'last_id']],
    results: ['image', 'layout_image'],
    longestWaitMs: 300_000,
  },
  imgcompress: {
    summary: 'make the file smaller',
    path: 'visual/imgcompress',
    fields: {
      ...image,
      ...sync,
      ...urlOrBase64,
      quality: v.optional(p.integer(1, 100)),
      kbyte: v.optional(p.integer(0, 51_200)),
      width: v.optional(p.integer(0, 8000)),
      height: v.optional(p.integer(0, 8000)),
      format: v.optional(v.picklist(['jpg', 'png', 'webp'])),
    },
    exactlyOneOf: [eitherImage],
    atMostOneOf: ['quality', 'kbyte'],
    results: ['image'],
  },
  clothingSegmentation: {
    summary: 'find clothes, as masks (path of the manual)',
    path: 'visual/clothing-segmentation',
    ...clothing,
  },
  rClothingSegmentation: {
    summary: 'find clothes, as masks (path seen in use)',
    path: 'visual/r-clothing-segmentation',
    ...clothing,
  },
  retouchingCollection: {
    summary: 'retouch a marked product',
    path: 'visual/retouching-collection',
    fields: {
      ...image,
      mask_url: v.optional(p.url),
      mask_file: v.optional(p.file),
      retain_mask_url: v.optional(p.url),
      retain_mask_file: v.optional(p.file),
      ...sync,
    },
    exactlyOneOf: [eitherImage, ['mask_url', 'mask_file']],
    atMostOneOf: ['retain_mask_url', 'retain_mask_file'],
    results: ['image'],
  },
  background: {
    summary: 'put a cut-out object before a new background',
    path: 'visual/background',
    fields: {
      ...image,
      ...later,
      batch_size: v.optional(v.picklist([1, 2])),
      prompt: v.optional(p.text(1024)),
      scene_type: v.optional(p.integer(0)),
      negative_prompt: v.optional(p.text(1024)),
    },
    exactlyOneOf: [eitherImage, ['prompt', 'scene_type']],
    results: ['image_1', 'image_2'],
    longestWaitMs: 120_000,
  },
  ocr: {
    summary: 'read the text of a picture or document',
    path: 'document/ocr',
    fields: {
      ...image,
      ...later,
      format: v.optional(p.documentFormat),
      language: v.optional(p.languages),
      password: v.optional(p.text(32)),
    },
    exactlyOneOf: [eitherImage],
    results: ['file'],
    longestWaitMs: 120_000,
  },
} as const satisfies Record<string, Tool>;

export type Tools = typeof tools;
export type ToolName = keyof Tools;

/** What is wrong with a combination of fields, if anything. */
export function conflict(tool: Tool, input: Readonly<Record<string, unknown>>): string | undefined {
  const given = (names: readonly string[]) => names.filter((name) => input[name] !== undefined);
  const unclear = tool.exactlyOneOf.find((names) => given(names).length !== 1);
  if (unclear) return `give exactly one of ${unclear.join(', ')}`;
  if (given(tool.atMostOneOf ?? []).length > 1) return `give only one of ${tool.atMostOneOf?.join(', ')}`;
  if (input.return_type === 3 && input.sync !== 1)
    return 'return_type: 3 makes the file the answer to this call, so it needs sync 1';
  return undefined;
}
