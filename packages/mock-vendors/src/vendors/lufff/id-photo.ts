import { render } from '../../world/images.ts';
import { sharp } from '../../world/imaging/sharp.ts';
import { endpoint, type LufffCall } from './call.ts';
import { charging } from './charge.ts';
import { badParameter, imageUrl, text, whole } from './parameters.ts';
import { publish } from './results.ts';
import { imageAt } from './source.ts';
import { customerOfUuid } from './verify.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** In pixels. */
interface Area {
  readonly width: number;
  readonly height: number;
}

/** A photo in the wanted size, and a sheet with as many of them as fit. The manual does not say what it costs. */
export const certificatePhotoWithUnikey = endpoint(async (call) => {
  const customer = customerOfUuid(call, 'unikey');
  const url = imageUrl(call);
  const dpi = whole(call, 'dpi');
  const area = { width: pixels(call, 'mmWidth', dpi), height: pixels(call, 'mmHeight', dpi) };
  const sheet = { width: pixels(call, 'printMmWidth', dpi), height: pixels(call, 'printMmHeight', dpi) };
  const background = colour(call, 'bgColor');
  const paper = colour(call, 'printBgColor');
  const made = await charging(call, { customer, endpoint: 'certificatePhotoWithUnikey' }, async () => {
    const steps = [{ step: 'background', background } as const, { step: 'resize', ...area } as const];
    const { bytes } = await render(await imageAt(url, call), steps, { format: 'png', dpi });
    const layout = await tiled(bytes, area, { ...sheet, paper, dpi });
    const photo = await publish(call, bytes);
    return { ...photo, layoutUrl: (await publish(call, layout)).url };
  });
  return { cer_img_url: made.url, layout_img_url: made.layoutUrl };
});

const maxSide = 5000;

function pixels(call: LufffCall, name: string, dpi: number): number {
  const size = Math.round((whole(call, name) / 25.4) * dpi);
  if (size < 1 || size > maxSide) throw badParameter(`${name} gives a picture of ${size} pixels`);
  return size;
}

/** How colors are written is not documented. */
function colour(call: LufffCall, name: string): Rgb {
  const value = text(call, name, 128);
  const hex = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(value);
  const decimal = /^(\d{1,3}), ?(\d{1,3}), ?(\d{1,3})$/.exec(value);
  const [red = 256, green = 256, blue = 256] =
    hex?.slice(1).map((part) => Number.parseInt(part, 16)) ?? decimal?.slice(1).map(Number) ?? [];
  if (red > 255 || green > 255 || blue > 255) throw badParameter(`${name} is neither #rrggbb nor r,g,b`);
  return [red, green, blue];
}

function tiled(
  photo: Buffer,
  { width, height }: Area,
  sheet: Area & { readonly paper: Rgb; readonly dpi: number },
): Promise<Buffer> {
  const gap = Math.round(sheet.dpi / 10);
  const places = (size: number, whole: number) =>
    Array.from({ length: Math.floor((whole - gap) / (size + gap)) }, (_, i) => gap + i * (size + gap));
  const [r, g, b] = sheet.paper;
  return sharp({ create: { ...sheet, channels: 3, background: { r, g, b } } })
    .composite(
      places(height, sheet.height).flatMap((top) =>
        places(width, sheet.width).map((left) => ({ input: photo, top, left })),
      ),
    )
    .withMetadata({ density: sheet.dpi })
    .png()
    .toBuffer();
}
