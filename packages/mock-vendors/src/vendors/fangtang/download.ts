import { fangtang } from '@api-repack/core/fangtang';
import { Fail } from '../../engine/mock-vendor.ts';
import { endpoint, type FangtangCall } from './call.ts';
import { resultName } from './files.ts';
import { findPicture } from './find-picture.ts';
import { requireText } from './pictures.ts';
import type { FangtangPicture } from './state.ts';
import { charge } from './upload.ts';

export const download = endpoint(async (call) => {
  const picture = await release(call, 'v2');
  return { url: `${call.exchange.origin}/api/${call.channel.third_code}/download/${resultName(picture)}` };
});

export const photoDownload = endpoint(async (call) => {
  const { mdf } = await release(call, 'v1');
  return { url: `${call.exchange.origin}/static/life_img/${mdf}01100.jpg` };
});

/** Where downloads cost, the first one of a picture takes a credit, and later ones are free. */
async function release(call: FangtangCall, api: FangtangPicture['api']): Promise<FangtangPicture> {
  const { channel, settings, exchange } = call;
  const found = await findPicture(call, requireText(call, 'mdf'), api);
  if (!found) throw new Fail(fangtang.errors.expiredImage);
  if (found.view.phase !== 'done')
    throw new Fail(
      settings.downloadTooEarly === 500 ? fangtang.errors.internal : fangtang.errors.unknownImage,
    );
  const { picture } = found;
  const costs = channel.billing === 'download' && !picture.released;
  if (costs && channel.left === 0) throw new Fail(fangtang.errors.noCredits);
  const before = channel.left;
  if (costs) charge(call, picture.mdf, 1, api === 'v2' ? 'download' : 'photoDownload');
  exchange.note({ charged: costs ? 1 : 0, balance: { before, after: channel.left } });
  picture.released = true;
  return picture;
}
