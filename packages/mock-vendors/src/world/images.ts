import sharp, { type Sharp } from 'sharp';

type Rgb = readonly [red: number, green: number, blue: number];
export type Background = 'transparent' | Rgb | { readonly top: Rgb; readonly bottom: Rgb };

/** What can be done to a picture. Real operations on real pixels, but no artificial intelligence. */
export type ImageStep =
  | { readonly step: 'sharpen' | 'smooth' | 'defog' | 'colourize' }
  | { readonly step: 'scale'; readonly factor: number }
  /** Keys out the colour found along the border, with a tolerance. */
  | { readonly step: 'background'; readonly background: Background }
  | { readonly step: 'watermark'; readonly text: string }
  | { readonly step: 'thumbnail' /** Longest side in pixels. */; readonly size: number };

export interface Rendered {
  readonly bytes: Buffer;
  readonly type: 'image/png' | 'image/jpeg';
  readonly width: number;
  readonly height: number;
}

/** Longest side of a result in pixels, so that a mock cannot be made to fill the memory. */
const maxSide = 8000;

/** Undefined if it cannot be decoded. */
export async function inspect(
  bytes: Uint8Array,
): Promise<{ format: string; width: number; height: number } | undefined> {
  try {
    const { format, width, height } = await sharp(bytes).metadata();
    await sharp(bytes, { failOn: 'truncated' }).resize(1, 1).raw().toBuffer();
    return { format, width, height };
  } catch {
    return undefined;
  }
}

export async function render(
  source: Uint8Array,
  steps: readonly ImageStep[],
  { format, dpi }: { format: 'png' | 'jpeg'; dpi?: number | undefined },
): Promise<Rendered> {
  let image = sharp(source).rotate().toColourspace('srgb');
  for (const step of steps)
    image = sharp(await (await apply(image, step)).png({ compressionLevel: 1 }).toBuffer());
  if (dpi !== undefined) image = image.withMetadata({ density: dpi });
  const encoded =
    format === 'png' ? image.png() : image.flatten({ background: '#ffffff' }).jpeg({ quality: 90 });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return { bytes: data, type: `image/${format}`, width: info.width, height: info.height };
}

async function apply(image: Sharp, step: ImageStep): Promise<Sharp> {
  switch (step.step) {
    case 'sharpen':
      return image.sharpen({ sigma: 1.5 });
    case 'smooth':
      return image.median(3);
    case 'defog':
      return image.normalise();
    case 'colourize':
      return image.tint({ r: 205, g: 170, b: 125 });
    case 'scale': {
      const { width, height } = await image.metadata();
      const factor = Math.min(step.factor, maxSide / Math.max(width, height));
      return image.resize(Math.round(width * factor), Math.round(height * factor), { kernel: 'lanczos3' });
    }
    case 'thumbnail':
      return image.resize(step.size, step.size, { fit: 'inside', withoutEnlargement: true });
    case 'background':
    case 'watermark':
      return image;
  }
}
