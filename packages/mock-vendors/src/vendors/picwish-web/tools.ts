import type { WebToolName } from '@api-repack/core/picwish-web';
import type { ImageStep } from '../../world/images.ts';
import { documentOf } from '../picwish/documents.ts';
import { integer, number, oneOf, type ParameterRule, shortText } from '../picwish/parameters.ts';
import { always, picture, type Renderer, type RenderJob, type ResultFile } from '../picwish/rendering.ts';

export interface MockWebTool {
  readonly parameters: Readonly<Record<string, ParameterRule>>;
  /** Without a watermark. */
  readonly render: Renderer;
  /** The task itself shows a preview with a watermark; the clean file is asked for by this name. */
  readonly cleanAs?: string;
  /** Name of the field with the resource; none for a tool that starts from nothing. */
  readonly source?: 'source_resource_id' | 'source_resource_ids' | 'resource_id';
  /** How the files stand in the answer, if not under their own names. */
  readonly responseOf?: (files: readonly ResultFile[], urls: readonly string[]) => object;
}

const source = 'source_resource_id' as const;

/** A list, as the tools have it that other companies' models work for. */
const images = (files: readonly ResultFile[], urls: readonly string[]) => ({
  images: files.map((_, i) => ({ id: i + 1, url: urls[i], image: urls[i] })),
});

/** As many as the field says, all alike. */
const several =
  (
    count: string,
    field: (i: number) => string,
    stepsOf: (job: RenderJob) => readonly ImageStep[],
  ): Renderer =>
  (job) =>
    Promise.all(
      Array.from({ length: Number(job.text(count) ?? 1) }, (_, i) =>
        picture(job, stepsOf(job), { field: field(i), format: 'jpg' }),
      ),
    );

function ofWantedSize(job: RenderJob): readonly ImageStep[] {
  const [width, height] = [Number(job.text('width')), Number(job.text('height'))];
  return width > 0 && height > 0 ? [{ step: 'resize', width, height }] : [];
}

/** The ratio of the new side to the old one. That it ends at 8 is the mock's own limit. */
const expansion = number(1, 8);

/** The ratios say how wide and high the result is; the picture stays in its middle, which is an inference. */
function expanded(job: RenderJob): readonly ImageStep[] {
  const margin = (field: string) => (Number(job.text(field) ?? 1) - 1) / 2;
  const [aside, above] = [margin('horizontal_expansion_ratio'), margin('vertical_expansion_ratio')];
  return [{ step: 'expand', top: above, bottom: above, left: aside, right: aside }];
}

const withMask: Renderer = async (job: RenderJob) => [
  await picture(job, [{ step: 'background', background: 'transparent' }], { format: 'png' }),
  await picture(job, [{ step: 'mask' }], { field: 'mask', format: 'png' }),
];

export type MockWebToolName = WebToolName | 'anonymousScale';

/** As several public clients show it; what else they send is ignored. Nothing is painted or translated here. */
export const mockWebTools: Readonly<Record<MockWebToolName, MockWebTool>> = {
  faceCutout: {
    parameters: {},
    source,
    render: always([{ step: 'ellipse' }], 'png'),
    cleanAs: 'face-cutout',
  },
  scale: {
    parameters: { type: oneOf('1', '2') },
    source,
    render: always([{ step: 'scale', factor: 2 }, { step: 'sharpen' }]),
    cleanAs: 'scale',
  },
  anonymousScale: {
    parameters: { type: oneOf('1', '2') },
    source: 'resource_id',
    render: always([{ step: 'scale', factor: 2 }, { step: 'sharpen' }]),
  },
  segmentation: {
    parameters: { output_type: oneOf('1', '2', '3') },
    source,
    render: withMask,
    cleanAs: 'segmentation',
  },
  ocr: {
    parameters: { format: oneOf('txt', 'pdf', 'docx', 'xlsx', 'pptx') },
    source,
    render: async (job) => [{ ...documentOf(job), field: 'image' }],
  },
  colorization: { parameters: {}, source, render: always([{ step: 'colorize' }]), cleanAs: 'colorization' },
  textToImage: {
    parameters: {
      width: integer(1, 8000),
      height: integer(1, 8000),
      prompt: shortText(4000),
      batch_size: integer(1, 8),
    },
    render: several('batch_size', (i) => `image${i + 1}`, ofWantedSize),
    responseOf: images,
  },
  imageExpand: {
    parameters: {
      horizontal_expansion_ratio: expansion,
      vertical_expansion_ratio: expansion,
      image_count: integer(1, 4),
    },
    source,
    render: several('image_count', (i) => `image${i + 1}`, expanded),
  },
  imageTranslate: {
    parameters: { img_trans_key: oneOf('aliyun', 'google', 'papago') },
    source: 'source_resource_ids',
    render: several(
      'none',
      () => 'image',
      () => [],
    ),
    responseOf: images,
  },
  autoWatermarkImage: {
    parameters: {},
    source,
    render: always([{ step: 'smooth' }]),
    cleanAs: 'auto-watermark-image',
  },
};
