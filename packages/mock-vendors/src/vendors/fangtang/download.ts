import { fangtang } from '@api-repack/core/fangtang';
import { Fail } from '../../engine/mock-vendor.ts';
import { endpoint, type FangtangCall } from './call.ts';
import { resultName } from './files.ts';
import { find, requireText } from './pictures.ts';
import type { FangtangPicture } from './state.ts';
import { charge } from './upload.ts';

export const download = endpoint((call) => {
  const picture = release(call, 'v2');
  return { url: `${call.exchange.origin}/api/${call.channel.third_code}/download/${resultName(picture)}` };
});

export const photoDownload = endpoint((call) => {
  const { mdf } = release(call, 'v1');
  return { url: `${call.exchange.origin}/static/life_img/${mdf}01100.jpg` };
});

/** Where downloads cost, the first one of a picture takes a credit, and later ones are free. */
function release(call: FangtangCall, api: FangtangPicture['api']): FangtangPicture {
  const { channel, settings, exchange } = call;
  const found = find(call, requireText(call, 'mdf'), api);
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
