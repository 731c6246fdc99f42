import { packageFolder } from '../package-folder.ts';
import { bmpSize, isBmp } from './imaging/bmp.ts';
import { maxInputPixels, openFile } from './imaging/raster.ts';
import type { ImageEncoding, ImageStep, RenderedImage } from './imaging/steps.ts';
import { ImageWorkers } from './imaging/workers.ts';

export type {
  ImageBackground,
  ImageEncoding,
  ImageFormat,
  ImageStep,
  RenderedImage,
} from './imaging/steps.ts';
export { ImageFailure } from './imaging/workers.ts';

export interface ImageFacts {
  /** As libvips names it, and `bmp`. */
  readonly format: string;
  /** As it is seen, after EXIF rotation. */
  readonly width: number;
  readonly height: number;
}

const [folder, extension] = import.meta.url.endsWith('.ts') ? ['src', 'ts'] : ['dist', 'js'];
const workers = new ImageWorkers({
  script: new URL(`${folder}/world/imaging/worker.${extension}`, packageFolder),
  timeoutMs: 120_000,
});

/** Makes a picture in a worker. Rejects with `ImageFailure` where that is impossible. */
export const render = (
  source: Uint8Array,
  steps: readonly ImageStep[],
  encoding: ImageEncoding,
): Promise<RenderedImage> => workers.render({ source, steps, encoding });

/** What the head of a picture says, however large it claims to be. Undefined if it is no picture. */
export async function readImageHead(bytes: Uint8Array): Promise<ImageFacts | undefined> {
  try {
    if (isBmp(bytes)) return { format: 'bmp', ...bmpSize(bytes) };
    const { format, autoOrient } = await openFile(bytes, { anySize: true }).metadata();
    return { format, ...autoOrient };
  } catch {
    return undefined;
  }
}

export const isTooLargeToDecode = ({ width, height }: ImageFacts): boolean => width * height > maxInputPixels;

/** Undefined if the picture cannot be decoded or is larger than 50 megapixels. */
export async function inspect(bytes: Uint8Array): Promise<ImageFacts | undefined> {
  const facts = await readImageHead(bytes);
  if (!facts || isTooLargeToDecode(facts)) return undefined;
  // A file with a good head is often broken further on.
  return (await canDecode(bytes)) ? facts : undefined;
}

async function canDecode(bytes: Uint8Array): Promise<boolean> {
  if (isBmp(bytes)) return true;
  try {
    await openFile(bytes).resize(1, 1).raw().toBuffer();
    return true;
  } catch {
    return false;
  }
}
