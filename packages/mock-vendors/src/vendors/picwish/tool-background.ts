import { createHash } from 'node:crypto';
import type { ImageStep } from '../../world/images.ts';
import { integer, number, oneOf, shortText } from './parameters.ts';
import { picture, type Renderer, rgbOf } from './rendering.ts';
import { type MockTool, mebibyte, oneCredit, urlOrBase64 } from './tool.ts';

/** Two colors that depend on what was asked for. */
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

/** In a mask, what is white is painted, and the size stays. */
const expand: Renderer = async (job) => {
  const share = (side: string) => Number(job.text(side) ?? 0.1);
  const step: ImageStep = job.mask
    ? { step: 'inpaint', mask: job.mask }
    : {
        step: 'expand',
        ...{ top: share('top'), bottom: share('bottom'), left: share('left'), right: share('right') },
      };
  return [await picture(job, [step], { format: 'jpg' })];
};

const share = number(Number.MIN_VALUE, 1);

const creditsOfBatch: Readonly<Record<string, number>> = { 1: 3, 2: 6, 3: 8, 4: 10 };

const background = {
  parameters: {
    batch_size: oneOf('1', '2', '3', '4'),
    prompt: shortText(1024),
    scene_type: integer(0, 99_999_999),
    negative_prompt: shortText(1024),
  },
  credits: (text) => creditsOfBatch[text('batch_size') ?? '2'] ?? 6,
  render: newBackground,
  needs: [['prompt', 'scene_type']],
} as const satisfies MockTool;

/** Tools that paint what is around a subject or beyond the edges; nothing here can paint. */
export const backgroundTools = {
  background: {
    ...background,
    blank: { image_1: '', image_2: '' },
    asyncOnly: true,
    refusal: (text, { maxBackgroundBatch }) =>
      Number(text('batch_size')) > maxBackgroundBatch ? 'batch_size is invalid' : undefined,
  },
  rBackground: { ...background, blank: { image_1: '', image_2: '', image_3: '', image_4: '' } },
  advancedImageExpand: {
    parameters: {
      ...{ top: share, bottom: share, left: share, right: share },
      prompt: shortText(500),
      image_url: shortText(512),
      return_type: urlOrBase64,
    },
    credits: oneCredit,
    render: expand,
    takesMask: true,
    fileWins: true,
    formats: ['jpeg', 'png'],
    maxBytes: 5 * mebibyte,
  },
} as const satisfies Record<string, MockTool>;
