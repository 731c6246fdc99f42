import * as v from 'valibot';
import type { Price } from '../../cost.ts';
import { described } from '../../described.ts';
import { fileField } from '../../file.ts';
import * as f from './fields.ts';
import { anyMask, anyReturn, eitherImage, image, sync, urlOrBase64 } from './fields.ts';
import * as p from './parameters.ts';
import { backgroundTools } from './tool-background.ts';
import { externalIdphoto } from './tool-idphoto.ts';

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
  /** By https://picwish.com/api-pricing as of 2026-11. A task that fails is free. */
  readonly cost: Price;
}

const clothing = {
  fields: {
    ...image,
    ...sync,
    detail_mode: v.optional(described('Edges: 1 standard, 2 fine', v.picklist([1, 2]))),
    quality: v.optional(described('Quality of the masks: 1 standard, 2 high', v.picklist([1, 2]))),
    class_type: v.optional(described("Kind of clothes, as numbered in PicWish's manual", p.integer(1))),
    output_type: v.optional(
      described('Masks to return: 1 classes, 2 clothes, 3 both', v.picklist([1, 2, 3])),
    ),
  },
  exactlyOneOf: [eitherImage],
  results: ['class_masks', 'clothes_masks'],
  cost: { credits: 3, per: 'call' },
} as const;

const one = { credits: 1, per: 'call' } as const;

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
      type: v.optional(
        described('What to keep: a person, an object or a stamp', v.picklist(['person', 'object', 'stamp'])),
      ),
      output_type: f.imageAndMask,
      crop: f.crop,
      format: f.resultFormat(['png', 'jpg']),
      bg_color: f.backgroundColor,
    },
    exactlyOneOf: [eitherImage],
    results: ['image', 'mask'],
    answersFile: true,
    cost: one,
  },
  selfFaceCutout: {
    summary: 'cut out the face',
    path: 'visual/self-face-cutout',
    fields: {
      ...image,
      ...sync,
      crop: f.crop,
      output_format: f.resultFormat(['png', 'jpg']),
    },
    exactlyOneOf: [eitherImage],
    results: ['image'],
    cost: one,
  },
  colorization: {
    summary: 'color a black-and-white picture',
    path: 'visual/colorization',
    fields: {
      ...image,
      ...sync,
      ...anyReturn,
      format: f.resultFormat(['jpg', 'jpeg', 'png', 'webp']),
    },
    exactlyOneOf: [eitherImage],
    results: ['image'],
    answersFile: true,
    cost: one,
  },
  scale: {
    summary: 'enlarge and sharpen',
    path: 'visual/scale',
    fields: {
      ...image,
      ...sync,
      ...anyReturn,
      type: v.optional(
        described('What to improve: anything (clean) or faces', v.picklist(['clean', 'face'])),
      ),
      scale_factor: v.optional(
        described('How many times as wide and high the result is', v.picklist([1, 2, 4])),
      ),
      fix_face_only: v.optional(described('1: leave everything but faces as it is', p.flag)),
    },
    exactlyOneOf: [eitherImage],
    results: ['image'],
    answersFile: true,
    cost: { credits: 2, per: 'call', large: { credits: 1, description: 'above 2048 pixels' } },
  },
  scalePro: {
    summary: 'enlarge with the larger model',
    path: 'visual/scale-pro',
    fields: {
      ...image,
      ...sync,
      ...urlOrBase64,
      type: v.optional(described('Model: 0 standard, 1 fast and cheaper', p.flag), 1),
    },
    exactlyOneOf: [eitherImage],
    results: ['image'],
    cost: { credits: 4, per: 'call', changes: [{ fields: ['type'], values: [0], credits: 1 }] },
  },
  correction: {
    summary: 'find the edges of a document and straighten it',
    path: 'visual/correction',
    fields: {
      ...image,
      ...sync,
      ...anyReturn,
      type: v.optional(described("Kind of correction, as numbered in PicWish's manual", p.integer(0, 4))),
    },
    exactlyOneOf: [eitherImage],
    results: ['image'],
    answersFile: true,
    cost: { credits: 3, per: 'call' },
  },
  inpaint: {
    summary: 'erase marked objects',
    path: 'visual/inpaint',
    fields: { ...image, ...f.maskOrRectangles, ...sync, ...urlOrBase64 },
    exactlyOneOf: [eitherImage, anyMask],
    results: ['image'],
    cost: one,
  },
  watermark: {
    summary: 'erase marked watermarks',
    path: 'visual/watermark',
    fields: { ...image, ...f.maskOrRectangles, ...sync, ...urlOrBase64 },
    exactlyOneOf: [eitherImage, anyMask],
    results: ['image'],
    cost: { credits: 1, per: 'call', isAssumed: true },
  },
  externalWatermarkRemove: {
    summary: 'find and erase watermarks',
    path: 'visual/external/watermark-remove',
    fields: {
      url: v.optional(described('Public URL of the image or document', p.url)),
      file: v.optional(described('The image or document as a file', fileField)),
      ...sync,
    },
    exactlyOneOf: [['url', 'file']],
    results: ['file'],
    cost: { credits: 1, per: 'call', isAssumed: true },
  },
  advancedWatermarkRemove: {
    summary: 'find and erase watermarks with the larger model',
    path: 'visual/advanced/watermark-remove',
    fields: { ...image, ...sync },
    exactlyOneOf: [eitherImage],
    results: ['image', 'image_url', 'file'],
    cost: { credits: 1, per: 'call', isAssumed: true },
  },
  idphoto: {
    summary: 'make an ID photo',
    path: 'visual/idphoto',
    fields: {
      ...image,
      ...sync,
      ...urlOrBase64,
      ...f.idPhoto,
    },
    exactlyOneOf: [eitherImage],
    results: ['image'],
    longestWaitMs: 300_000,
    cost: one,
  },
  externalIdphoto,
  imgcompress: {
    summary: 'make the file smaller',
    path: 'visual/imgcompress',
    fields: {
      ...image,
      ...sync,
      ...urlOrBase64,
      quality: v.optional(described('Quality in percent; less is smaller', p.integer(1, 100))),
      kbyte: v.optional(described('Size of the result in KB at most; not for PNG', p.integer(0, 51_200))),
      width: v.optional(described('Width in pixels', p.integer(0, 8000))),
      height: v.optional(described('Height in pixels', p.integer(0, 8000))),
      format: f.resultFormat(['jpg', 'png', 'webp']),
    },
    exactlyOneOf: [eitherImage],
    atMostOneOf: ['quality', 'kbyte'],
    results: ['image'],
    cost: { credits: 1, per: 'call', large: { credits: 1, description: 'above 4096 pixels' } },
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
      ...f.mask,
      retain_mask_url: v.optional(described('Public URL of a mask: white where nothing may change', p.url)),
      retain_mask_file: v.optional(described('A mask as a file: white where nothing may change', fileField)),
      ...sync,
    },
    exactlyOneOf: [eitherImage, ['mask_url', 'mask_file']],
    atMostOneOf: ['retain_mask_url', 'retain_mask_file'],
    results: ['image'],
    cost: one,
  },
  ...backgroundTools,
  ocr: {
    summary: 'read the text of a picture or document',
    path: 'document/ocr',
    fields: {
      ...image,
      ...f.callback,
      format: v.optional(f.documentFormat),
      language: f.languages,
      password: v.optional(described('Password of a protected document', p.text(32))),
    },
    exactlyOneOf: [eitherImage],
    results: ['file'],
    longestWaitMs: 120_000,
    cost: one,
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
