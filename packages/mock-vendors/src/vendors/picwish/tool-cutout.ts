import type { ImageStep } from '../../world/images.ts';
import { flag, hex, integer, oneOf } from './parameters.ts';
import { picture, type Renderer, rgbOf } from './rendering.ts';
import { anyReturn, type MockTool, oneCredit } from './tool.ts';
import { zip } from './zip.ts';

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

/** Tools that separate a subject, or parts of it, from the rest. */
export const cutoutTools = {
  segmentation: {
    parameters: {
      type: oneOf('person', 'object', 'stamp'),
      return_type: anyReturn,
      output_type: oneOf('1', '2', '3'),
      crop: flag,
      format: oneOf('png', 'jpg'),
      bg_color: hex,
    },
    credits: oneCredit,
    render: cutOut,
  },
  selfFaceCutout: {
    parameters: { crop: flag, output_format: oneOf('png', 'jpg') },
    credits: oneCredit,
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
  clothingSegmentation: clothing,
  rClothingSegmentation: clothing,
} as const satisfies Record<string, MockTool>;
