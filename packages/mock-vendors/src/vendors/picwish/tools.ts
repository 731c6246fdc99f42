import { createHash } from 'node:crypto';
import type { ToolName } from '@api-repack/core/picwish';
import type { ImageStep } from '../../world/images.ts';
import { documentOf } from './documents.ts';
import {
  boxesOf,
  flag,
  hex,
  integer,
  languages,
  oneOf,
  type ParameterRule,
  rectangles,
  shortText,
  size,
} from './parameters.ts';
import { always, automaticFactor, picture, type Renderer, type RenderJob, rgbOf } from './rendering.ts';
import type { ImageSize, SourceLimits } from './sources.ts';
import { zip } from './zip.ts';

export interface MockTool extends SourceLimits {
  /** Everything beside the source, `sync` and `callback_url`; what is not listed is ignored. */
  readonly parameters: Readonly<Record<string, ParameterRule>>;
  /** Credits of a good call, by the price list. */
  readonly credits: (text: RenderJob['text'], size: ImageSize) => number;
  readonly render: Renderer;
  /** Fields of the answer as long as there is no result; `image` if left out. */
  readonly blank?: Readonly<Record<string, unknown>>;
  /** What may be given instead of the source; one of them is needed, and no more. */
  readonly needs?: readonly (readonly string[])[];
  readonly atMostOneOf?: readonly string[];
  /** Takes the file if a URL is given as well, instead of refusing both. */
  readonly fileWins?: true;
  readonly asyncOnly?: true;
  /** Answers with an `image_id`, which a later call may name as `last_id` instead of the picture. */
  readonly reuses?: true;
}

const returns = oneOf('1', '2', '3');
const urlOrBase64 = oneOf('1', '2');
const mebibyte = 2 ** 20;
const one = () => 1;

const cutOut: Renderer = async (job) => {
  const outputs = job.text('output_type') ?? '2';
  const isJpg = job.text('format') === 'jpg';
  const background = isJpg ? rgbOf(job.text('bg_color') ?? 'FFFFFF') : 'transparent';
  const crop: ImageStep[] = job.text('crop') === '1' ? [{ step: 'crop' }] : [];
  const image = () =>
    picture(job, [{ step: 'background', background }, ...crop], { format: job.text('format') });
  const mask = () => picture(job, [{ step: 'mask' }], { field: 'mask', format: 'png' });
  if (outputs === '3') return [await mask()];
  return outputs === '1' ? [await image(), await mask()] : [await image()];
};

const erase: Renderer = async (job) => {
  const boxes = boxesOf(job.text('rectangles') ?? '') ?? [];
  const step: ImageStep = job.mask ? { step: 'inpaint', mask: job.mask } : { step: 'inpaint', boxes };
  return [await picture(job, [step], { format: 'jpg' })];
};

const idPhoto: Renderer = async (job) => {
  const format = job.text('format') ?? 'png';
  const colour = job.text('bg_color');
  const background = format === 'png' && colour === undefined ? 'transparent' : rgbOf(colour ?? 'FFFFFF');
  const [width, height] = (
    job.text('size') ?? `${job.text('px_width') ?? 295}x${job.text('px_height') ?? 413}`
  )
    .split('x')
    .map(Number) as [number, number];
  const watermark: ImageStep[] = job.text('preview') === '1' ? [{ step: 'watermark', text: 'PREVIEW' }] : [];
  const steps: ImageStep[] = [
    { step: 'background', background },
    { step: 'resize', width, height },
    ...watermark,
  ];
  const dpi = job.text('dpi');
  return [await picture(job, steps, { format, dpi: dpi === undefined ? undefined : Number(dpi) })];
};

const compress: Renderer = async (job) => {
  const [width, height] = [Number(job.text('width') ?? 0), Number(job.text('height') ?? 0)];
  const fit: ImageStep[] =
    width > 0 && height > 0
      ? [{ step: 'resize', width, height }]
      : width + height > 0
        ? [{ step: 'thumbnail', size: width + height }]
        : [];
  const kbyte = Number(job.text('kbyte') ?? 0);
  const encoding = {
    quality: Number(job.text('quality') ?? 75),
    maxBytes: kbyte > 0 ? kbyte * 1024 : undefined,
  };
  return [await picture(job, fit, { format: job.text('format') ?? 'jpg', ...encoding })];
};

const clothes: Renderer = async (job) => {
  const outputs = job.text('output_type') ?? '1';
  const mask = await picture(job, [{ step: 'mask' }], { field: 'class_masks.clothes', format: 'png' });
  const { facts: _, ...plain } = mask;
  const all = {
    field: 'clothes_masks',
    extension: 'zip',
    type: 'application/zip',
    bytes: zip({ 'clothes_1.png': mask.bytes }),
  };
  if (outputs === '2') return [all];
  return outputs === '3' ? [plain, all] : [plain];
};

/** Two colours that depend on what was asked for. */
const newBackground: Renderer = async (job) => {
  const count = Number(job.text('batch_size') ?? 2);
  const wish = job.text('prompt') ?? `scene ${job.text('scene_type')}`;
  return Promise.all(
    Array.from({ length: count }, (_, i) => {
      const digits = createHash('md5').update(`${wish} ${i}`).digest('hex');
      const background = { top: rgbOf(digits), bottom: rgbOf(digits.slice(6)) };
      return picture(job, [{ step: 'background', background }], { field: `image_${i + 1}`, format: 'jpg' });
    }),
  );
};

const masked = { mask_url: () => true, rectangles, return_type: urlOrBase64 };
const anyMask = [['mask_url', 'mask_file', 'rectangles']];
const clothing: MockTool = {
  parameters: {
    detail_mode: oneOf('1', '2'),
    quality: oneOf('1', '2'),
    output_type: oneOf('1', '2', '3'),
    class_type: integer(1, 99),
  },
  credits: () => 3,
  render: clothes,
  blank: { class_masks: {}, clothes_masks: '' },
};
const ratio = (text: string): boolean => Number(text) > 0 && Number(text) <= 1;
const backgroundCredits: Readonly<Record<string, number>> = { 1: 3, 2: 6, 3: 8, 4: 10 };
const background: MockTool = {
  parameters: {
    batch_size: oneOf('1', '2', '3', '4'),
    prompt: shortText(1024),
    scene_type: integer(0, 99_999_999),
    negative_prompt: shortText(1024),
  },
  credits: (text) => backgroundCredits[text('batch_size') ?? '2'] ?? 6,
  render: newBackground,
  blank: { image_1: '', image_2: '' },
  needs: [['prompt', 'scene_type']],
};
const beauty = ['auto_bright', 'auto_smooth', 'auto_thin_face', 'auto_sharp'];

/**
 * What the manual's pages and price list say; pictures are made by simple means: an ellipse for a face, a blur for a
 * watermark that nobody marked.
 */
export const mockTools: Readonly<Record<ToolName, MockTool>> = {
  segmentation: {
    parameters: {
      type: oneOf('person', 'object', 'stamp'),
      return_type: returns,
      output_type: oneOf('1', '2', '3'),
      crop: flag,
      format: oneOf('png', 'jpg'),
      bg_color: hex,
    },
    credits: one,
    render: cutOut,
  },
  selfFaceCutout: {
    parameters: { crop: flag, output_format: oneOf('png', 'jpg') },
    credits: one,
    render: async (job) => [
      await picture(
        job,
        [{ step: 'ellipse' }, ...(job.text('crop') === '1' ? [{ step: 'crop' } as const] : [])],
        {
          format: job.text('output_format'),
        },
      ),
    ],
  },
  colorization: {
    parameters: { format: oneOf('jpeg', 'jpg', 'png', 'webp'), return_type: returns },
    credits: one,
    render: always([{ step: 'colourize' }]),
  },
  scale: {
    parameters: {
      type: oneOf('clean', 'face'),
      scale_factor: oneOf('1', '2', '4'),
      return_type: returns,
      fix_face_only: flag,
    },
    credits: (_, { width, height }) => (Math.max(width, height) <= 2048 ? 2 : 3),
    render: async (job) => {
      const factor = Number(job.text('scale_factor') ?? (await automaticFactor(job)));
      return [await picture(job, [{ step: 'scale', factor }, { step: 'sharpen' }], { format: 'png' })];
    },
  },
  scalePro: {
    parameters: { type: flag, return_type: urlOrBase64 },
    credits: (text) => (text('type') === '1' ? 4 : 5),
    render: always([{ step: 'scale', factor: 2 }, { step: 'sharpen' }], 'png'),
    fileWins: true,
    maxBytes: 30 * mebibyte,
  },
  correction: {
    parameters: { type: integer(0, 4), return_type: returns },
    credits: () => 3,
    render: always([{ step: 'correct' }]),
  },
  inpaint: { parameters: masked, credits: one, render: erase, needs: anyMask },
  watermark: { parameters: masked, credits: one, render: erase, needs: anyMask },
  externalWatermarkRemove: {
    parameters: {},
    credits: one,
    render: async (job) => [await picture(job, [{ step: 'smooth' }], { field: 'file', format: 'jpg' })],
    blank: { file: '' },
    maxBytes: 50 * mebibyte,
    maxSide: 10_000,
  },
  advancedWatermarkRemove: {
    parameters: {},
    credits: one,
    render: always([{ step: 'smooth' }]),
    maxBytes: 50 * mebibyte,
    maxSide: 10_000,
  },
  idphoto: {
    parameters: { size, format: oneOf('png', 'jpg'), bg_color: hex, return_type: urlOrBase64 },
    credits: one,
    render: idPhoto,
  },
  externalIdphoto: {
    parameters: {
      size,
      format: oneOf('png', 'jpg'),
      bg_color: hex,
      return_type: urlOrBase64,
      spec_id: integer(1, 99_999_999),
      dpi: integer(10, 1000),
      px_width: integer(1, 1800),
      px_height: integer(1, 1800),
      layout: flag,
      preview: flag,
    },
    credits: (text) => {
      if (text('preview') === '1') return 0;
      const isBeautified = beauty.some((name) => (text(name) ?? '0') !== '0');
      return (text('clothes_id') ? 15 : 6) + (isBeautified ? 8 : 0) + (text('layout') === '1' ? 5 : 0);
    },
    render: idPhoto,
    fileWins: true,
    reuses: true,
  },
  imgcompress: {
    parameters: {
      quality: integer(1, 100),
      kbyte: integer(0, 51_200),
      width: integer(0, 8000),
      height: integer(0, 8000),
      format: oneOf('jpg', 'png', 'webp'),
      return_type: urlOrBase64,
    },
    atMostOneOf: ['quality', 'kbyte'],
    credits: (_, { width, height }) => (Math.max(width, height) <= 4096 ? 1 : 2),
    render: compress,
    maxSide: 8000,
  },
  clothingSegmentation: clothing,
  rClothingSegmentation: clothing,
  retouchingCollection: {
    parameters: {},
    credits: one,
    render: always([{ step: 'sharpen' }]),
    needs: [['mask_url', 'mask_file']],
    atMostOneOf: ['retain_mask_url', 'retain_mask_file'],
    fileWins: true,
  },
  background: { ...background, asyncOnly: true },
  rBackground: background,
  advancedImageExpand: {
    parameters: {
      top: ratio,
      bottom: ratio,
      left: ratio,
      right: ratio,
      prompt: shortText(500),
      mask_url: () => true,
      return_type: urlOrBase64,
    },
    credits: one,
    render: always([{ step: 'background', background: { top: [200, 200, 200], bottom: [160, 160, 160] } }]),
    fileWins: true,
    maxBytes: 5 * mebibyte,
  },
  ocr: {
    parameters: {
      format: oneOf('txt', 'pdf', 'docx', 'xlsx', 'pptx'),
      language: languages,
      password: shortText(32),
    },
    credits: one,
    render: async (job) => [documentOf(job)],
    blank: { file: '' },
    asyncOnly: true,
    documents: true,
    maxBytes: 200 * mebibyte,
    maxSide: 10_000,
  },
};
