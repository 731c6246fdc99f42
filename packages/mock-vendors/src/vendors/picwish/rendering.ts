import {
  type ImageEncoding,
  type ImageFormat,
  type ImageStep,
  readImageHead,
  render,
} from '../../world/images.ts';

/** What a tool works on. */
export interface RenderJob {
  readonly source: Buffer;
  readonly mask: Buffer | undefined;
  /** First value of a parameter; an empty text is the same as none. */
  text(name: string): string | undefined;
}

/** One file of a result, not yet stored. */
export interface ResultFile {
  /** Where it stands in the answer, for example `image` or `class_masks.clothes`. */
  readonly field: string;
  readonly extension: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** Further fields of the answer that come with it. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export type Renderer = (job: RenderJob) => Promise<ResultFile[]>;

export interface PictureOptions extends Omit<ImageEncoding, 'format'> {
  readonly field?: string;
  /** In the words of the wire: png, jpg, jpeg or webp. */
  readonly format: string | undefined;
}

/** One picture, made from the source by these steps. */
export async function picture(
  { source }: RenderJob,
  steps: readonly ImageStep[],
  { field = 'image', format = 'png', ...encoding }: PictureOptions,
): Promise<ResultFile> {
  const known: ImageFormat = format === 'png' || format === 'webp' ? format : 'jpeg';
  const { bytes, type, width, height, visible } = await render(source, steps, { ...encoding, format: known });
  return {
    field,
    extension: known === 'jpeg' ? 'jpg' : known,
    type,
    bytes,
    facts: {
      image_width: width,
      image_height: height,
      ...(visible && { foreground_rect: visible }),
    },
  };
}

/** For a tool that makes one picture in one way. */
export const always =
  (steps: readonly ImageStep[], format = 'jpg'): Renderer =>
  async (job) => [await picture(job, steps, { format: job.text('format') ?? format })];

/** The factor that the manual gives for an empty `scale_factor`. */
export async function automaticFactor({ source }: RenderJob): Promise<number> {
  const { width = 0, height = 0 } = (await readImageHead(source)) ?? {};
  const longest = Math.max(width, height);
  if (longest <= 512) return 4;
  return longest <= 1024 ? 2 : 1;
}

export const rgbOf = (hex: string): readonly [number, number, number] => {
  const digits = hex.replace('#', '');
  const at = (i: number) => Number.parseInt(digits.slice(i, i + 2), 16);
  return [at(0), at(2), at(4)];
};
