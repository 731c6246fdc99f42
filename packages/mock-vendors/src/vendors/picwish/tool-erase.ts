import type { ImageStep } from '../../world/images.ts';
import { boxesOf, rectangles } from './parameters.ts';
import { always, picture, type Renderer } from './rendering.ts';
import { type MockTool, mebibyte, oneCredit, urlOrBase64 } from './tool.ts';

const erase: Renderer = async (job) => {
  const boxes = boxesOf(job.text('rectangles') ?? '') ?? [];
  const step: ImageStep = job.mask ? { step: 'inpaint', mask: job.mask } : { step: 'inpaint', boxes };
  return [await picture(job, [step], { format: 'jpg' })];
};

const masked = {
  parameters: { mask_url: () => true, rectangles, return_type: urlOrBase64 },
  credits: oneCredit,
  render: erase,
  needs: [['mask_url', 'mask_file', 'rectangles']],
  takesMask: true,
} as const satisfies MockTool;

/** Tools that remove what is marked, or what they take for a watermark: a blur stands for a watermark that nobody marked. */
export const eraseTools = {
  inpaint: masked,
  watermark: masked,
  externalWatermarkRemove: {
    parameters: {},
    credits: oneCredit,
    render: async (job) => [await picture(job, [{ step: 'smooth' }], { field: 'file', format: 'jpg' })],
    blank: { file: '' },
    maxBytes: 50 * mebibyte,
    maxSide: 10_000,
  },
  advancedWatermarkRemove: {
    parameters: {},
    credits: oneCredit,
    render: always([{ step: 'smooth' }]),
    maxBytes: 50 * mebibyte,
    maxSide: 10_000,
  },
  retouchingCollection: {
    parameters: {},
    credits: oneCredit,
    render: always([{ step: 'sharpen' }]),
    needs: [['mask_url', 'mask_file']],
    takesMask: true,
    atMostOneOf: ['retain_mask_url', 'retain_mask_file'],
    fileWins: true,
  },
} as const satisfies Record<string, MockTool>;
