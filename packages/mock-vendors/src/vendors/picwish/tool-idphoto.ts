import type { ImageStep } from '../../world/images.ts';
import { flag, hex, integer, oneOf, size } from './parameters.ts';
import { picture, type Renderer, rgbOf } from './rendering.ts';
import { type MockTool, oneCredit, urlOrBase64 } from './tool.ts';

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

const beauty = ['auto_bright', 'auto_smooth', 'auto_thin_face', 'auto_sharp'];

/** ID photos, plain and with clothes, beauty and a print layout. */
export const idPhotoTools = {
  idphoto: {
    parameters: { size, format: oneOf('png', 'jpg'), bg_color: hex, return_type: urlOrBase64 },
    credits: oneCredit,
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
} as const satisfies Record<string, MockTool>;
