import { fangtang } from '@api-repack/core/fangtang';
import type { Exchange } from '../../engine/exchange.ts';
import { Fail } from '../../engine/mock-vendor.ts';
import type { FormFile } from '../../http/form.ts';
import { inspect } from '../../world/images.ts';
import { endpoint, type FangtangCall } from './call.ts';
import { requirePlatform, workOfV1, workOfV2 } from './parameters.ts';
import { forgetExpired, isExpired } from './pictures.ts';
import { phaseOf } from './stages.ts';
import type { FangtangPicture, FangtangWork } from './state.ts';

type Source = Pick<FangtangPicture, 'source' | 'extension'>;

/** A later file that is bad makes the whole request fail, and nothing is charged. */
export const uploads = endpoint(async (call) => {
  requirePlatform(call);
  const work = workOfV2(call);
  const files = call.form.files.filter(({ field }) => field === 'file');
  const earlier = call.texts('mdf').map((mdf) => earlierPicture(call, mdf));
  if (files.length + earlier.length === 0) throw new Fail(fangtang.errors.badInput);
  // A re-process may send the original again beside its id; that is one picture, not two.
  const sources = files.length > 0 ? await storeAll(call, files) : earlier;
  const reused = files.length === 0 && !call.settings.newIdOnReprocess ? call.texts('mdf') : [];
  return { mdf: accept(call, 'v2', work, sources, reused) };
});

export const photoUpload = endpoint(async (call) => {
  const work = workOfV1(call);
  const files = call.form.files.filter(({ field }) => field === 'file');
  if (files.length !== 1) throw new Fail(fangtang.errors.badInput);
  const [mdf] = accept(call, 'v1', work, await storeAll(call, files));
  return { img_url: `${call.exchange.origin}/static/img/${mdf}_out.jpg`, mdf };
});

function earlierPicture({ state, settings, channel, now }: FangtangCall, mdf: string): Source {
  const picture = state.pictures.get(mdf);
  if (!picture || picture.third_code !== channel.third_code || isExpired(picture, settings, now))
    throw new Fail(fangtang.errors.unknownImage);
  return picture;
}

async function storeAll({ exchange }: FangtangCall, files: readonly FormFile[]): Promise<Source[]> {
  const formats = await Promise.all(files.map((file) => formatOf(exchange, file)));
  return files.map(({ content }, i) => ({
    source: exchange.world.blobs.put(content),
    extension: formats[i] === 'png' ? 'png' : 'jpg',
  }));
}

/** Looks at the bytes, not at the name or the type that the client claims. */
async function formatOf({ world }: Exchange, { content, truncated }: FormFile): Promise<string> {
  if (content.length === 0 || truncated) throw new Fail(fangtang.errors.badImage);
  const head = content.slice(0, 4).bytes.toString('hex');
  const isPng = head === '89504e47';
  const isJpeg = head.startsWith('ffd8ff');
  if (!isPng && !isJpeg) throw new Fail(fangtang.errors.unsupportedFile);
  // The same picture often comes again, and decoding is the dearest part of an upload.
  const facts = await world.blobs.once(`inspect:${content.sha256}`, () => inspect(content.bytes));
  if (!facts) throw new Fail(fangtang.errors.badImage);
  return isPng ? 'png' : 'jpg';
}

function accept(
  call: FangtangCall,
  api: FangtangPicture['api'],
  work: FangtangWork,
  sources: readonly Source[],
  reused: readonly string[] = [],
): string[] {
  const { exchange, channel, state, now } = call;
  if (channel.left < (channel.billing === 'upload' ? sources.length : 1))
    throw new Fail(fangtang.errors.noCredits);
  forgetExpired(call);
  const before = channel.left;
  const created = sources.map(({ source, extension }, i) => {
    const mdf = reused[i] ?? exchange.world.ids.hex();
    exchange.world.tasks.start({
      id: mdf,
      vendor: 'fangtang',
      taskTiming: exchange.world.taskTimingOf('fangtang'),
      phaseOf,
      takeDeferredFault: exchange.takeDeferredFault,
    });
    state.pictures.set(mdf, {
      mdf,
      third_code: channel.third_code,
      api,
      source,
      extension,
      work,
      uploadedAt: now,
      released: false,
      refunded: false,
    });
    return mdf;
  });
  if (channel.billing === 'upload')
    for (const mdf of created) charge(call, mdf, 1, api === 'v2' ? 'uploads' : 'photoUpload');
  exchange.note({ created, charged: before - channel.left, balance: { before, after: channel.left } });
  return created;
}

export function charge(
  { exchange, channel, now }: FangtangCall,
  mdf: string,
  credits: number,
  endpointName: string,
): void {
  channel.left -= credits;
  exchange.world.ledger.record({
    at: now,
    vendor: 'fangtang',
    account: channel.third_code,
    credits,
    endpoint: endpointName,
    reference: mdf,
  });
}
