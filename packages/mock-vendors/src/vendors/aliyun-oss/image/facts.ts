import { open, type Raster } from '../../../world/imaging/raster.ts';

export interface Source {
  /** As libvips names it. */
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
  readonly pages: number;
  readonly hasExif: boolean;
}

/** What `image/info` says. */
export function infoJson({ format, width, height, ...source }: Source, fileSize: number): string {
  const values = {
    FileSize: fileSize,
    Format: format === 'jpeg' ? 'jpg' : format,
    FrameCount: source.pages,
    ImageHeight: height,
    ImageWidth: width,
    ...(source.hasExif && { Orientation: source.orientation }),
  };
  const entries = Object.entries(values).map(([name, value]) => [name, { value: String(value) }]);
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}

/** What `image/average-hue` says: the mean of all pixels, which is a simplification. */
export async function averageHueJson(raster: Raster): Promise<string> {
  const { channels } = await open(raster).stats();
  const [red = 0, green = 0, blue = 0] = channels.map(({ mean }) => Math.round(mean));
  const hex = [red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('');
  return JSON.stringify({ RGB: `0x${hex}` });
}
