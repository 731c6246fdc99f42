import type { Exchange, MockResponse } from '../../engine/exchange.ts';
import type { MockHandler } from '../../engine/mock-vendor.ts';
import {
  type ImageBackground,
  ImageFailure,
  type ImageStep,
  type RenderedImage,
  render,
} from '../../world/images.ts';
import type { World } from '../../world/world.ts';
import { isExpired } from './pictures.ts';
import { type FangtangPicture, type FangtangWork, stateSlot } from './state.ts';

const colourNames: Readonly<Record<string, string>> = {
  '235,51,35': 'red_',
  '85,142,213': 'blue_',
  '255,255,255': 'white_',
  '1': 'grey_',
  '2': 'gradient_',
};

export const resultName = ({ mdf, work }: FangtangPicture): string =>
  `res_${colourNames[work.rgb ?? ''] ?? ''}${mdf}.${work.rgb === '-1' ? 'png' : 'jpg'}`;

/** The finished picture, made from the original when it is first asked for. Undefined if that is impossible: then its task has failed. */
export function resultOf(world: World, picture: FangtangPicture): Promise<RenderedImage | undefined> {
  return made(world, picture, 'result', stepsOf(picture.work));
}

export const result: MockHandler = (exchange) =>
  serveDone(exchange, (picture, world) =>
    picture.released && !world.tasks.get(picture.mdf)?.isDead ? resultOf(world, picture) : undefined,
  );

/** There from the upload on. */
export const original: MockHandler = (exchange) =>
  serve(exchange, (picture, world) => {
    if (isExpired(picture, world.settingsOf(stateSlot), world.clock.now())) return undefined;
    const bytes = world.blobs.get(picture.source);
    return bytes && { bytes, type: picture.extension === 'png' ? 'image/png' : 'image/jpeg' };
  });

/** The preview bears a watermark, which the paid result does not. */
export const preview: MockHandler = (exchange) =>
  serveDone(exchange, (picture, world) =>
    made(world, picture, 'preview', [...stepsOf(picture.work), { step: 'watermark', text: 'PREVIEW' }]),
  );

export const icon: MockHandler = (exchange) =>
  serveDone(exchange, (picture, world) =>
    made(world, picture, 'icon', [
      ...stepsOf(picture.work),
      { step: 'watermark', text: 'PREVIEW' },
      { step: 'thumbnail', size: 200 },
    ]),
  );

async function made(
  world: World,
  { mdf, source, work }: FangtangPicture,
  name: string,
  steps: readonly ImageStep[],
): Promise<RenderedImage | undefined> {
  const isPng = work.rgb === '-1' && name === 'result';
  const original = world.blobs.get(source);
  if (!original) throw new Error(`the original of ${mdf} was dropped: raise maxBlobBytes`);
  // Not by id: after a reset, in a fork or after re-processing, the same id is another picture.
  const key = JSON.stringify(['fangtang', source, work, name]);
  const encoding = { format: isPng ? 'png' : 'jpeg', dpi: work.dpi } as const;
  try {
    return await world.blobs.once(key, () => render(original, steps, encoding));
  } catch (error) {
    if (!(error instanceof ImageFailure)) throw error;
    world.tasks.force(mdf, 'failed');
    return undefined;
  }
}

function stepsOf({ steps, rate, rgb }: FangtangWork): ImageStep[] {
  return steps.map((step): ImageStep => {
    if (step === 'sr') return { step: 'scale', factor: rate === 0 ? 2 : rate };
    if (step === 'bg') return { step: 'background', background: backgroundOf(rgb ?? '-1') };
    if (step === 'colour' || step === 'colourbeta') return { step: 'colorize' };
    return { step: step === 'defogging' ? 'defog' : step === 'scratch' ? 'smooth' : 'sharpen' };
  });
}

function backgroundOf(rgb: string): ImageBackground {
  if (rgb === '-1') return 'transparent';
  if (rgb === '1') return { top: [120, 120, 120], bottom: [220, 220, 220] };
  if (rgb === '2') return { top: [85, 142, 213], bottom: [220, 235, 250] };
  const [red = 0, green = 0, blue = 0] = rgb.split(',').map(Number);
  return [red, green, blue];
}

type Made = { readonly bytes: Uint8Array; readonly type: string } | undefined;
type Make = (picture: FangtangPicture, world: World) => Made | Promise<Made>;

/** For what exists from the end of the task on. */
function serveDone(exchange: Exchange, make: Make): Promise<MockResponse> {
  return serve(exchange, (picture, world) => {
    const task = world.tasks.get(picture.mdf);
    const view = task && world.tasks.peek(task);
    if (view?.phase !== 'done') return undefined;
    const { retentionS } = world.settingsOf(stateSlot);
    return world.clock.now() > view.endedAt + retentionS * 1000 ? undefined : make(picture, world);
  });
}

async function serve({ world, params }: Exchange, make: Make): Promise<MockResponse> {
  const mdf = /[0-9a-f]{32}/.exec(params.file ?? '')?.[0] ?? '';
  const picture = world.stateOf(stateSlot).pictures.get(mdf);
  const file = picture && (await make(picture, world));
  if (!file) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found' };
  return {
    status: 200,
    headers: { 'content-type': file.type, 'content-length': String(file.bytes.length) },
    body: file.bytes,
  };
}
