import type { ToolName } from '@api-repack/core/picwish';
import type { ImageStep } from '../../world/images.ts';
import { documentOf } from './documents.ts';
import { flag, integer, languages, oneOf, shortText } from './parameters.ts';
import { always, automaticFactor, picture, type Renderer } from './rendering.ts';
import { anyReturn, type MockTool, mebibyte, oneCredit, urlOrBase64 } from './tool.ts';
import { backgroundTools } from './tool-background.ts';
import { cutoutTools } from './tool-cutout.ts';
import { eraseTools } from './tool-erase.ts';
import { idPhotoTools } from './tool-idphoto.ts';

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

/** What the manual's pages and price list say; pictures are made by simple means, such as an ellipse for a face. */
export const mockTools: Readonly<Record<ToolName, MockTool>> = {
  ...cutoutTools,
  ...eraseTools,
  ...idPhotoTools,
  ...backgroundTools,
  colorization: {
    parameters: { format: oneOf('jpeg', 'jpg', 'png', 'webp'), return_type: anyReturn },
    credits: oneCredit,
    render: always([{ step: 'colorize' }]),
  },
  scale: {
    parameters: {
      type: oneOf('clean', 'face'),
      scale_factor: oneOf('1', '2', '4'),
      return_type: anyReturn,
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
    parameters: { type: integer(0, 4), return_type: anyReturn },
    credits: () => 3,
    render: always([{ step: 'correct' }]),
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
  ocr: {
    parameters: {
      format: oneOf('txt', 'pdf', 'docx', 'xlsx', 'pptx'),
      language: languages,
      password: shortText(32),
    },
    credits: oneCredit,
    render: async (job) => [documentOf(job)],
    blank: { file: '' },
    asyncOnly: true,
    documents: true,
    maxBytes: 200 * mebibyte,
  },
};
