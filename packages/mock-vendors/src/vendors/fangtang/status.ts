import { fangtang } from '@api-repack/core/fangtang';
import { Fail } from '../../engine/mock-vendor.ts';
import type { TaskView } from '../../world/tasks.ts';
import { endpoint, type FangtangCall } from './call.ts';
import { resultOf } from './files.ts';
import { findPicture } from './find-picture.ts';
import { requirePlatform } from './parameters.ts';
import { requireText } from './pictures.ts';
import { stageOf, stageTexts } from './stages.ts';
import type { FangtangPicture } from './state.ts';
import { charge } from './upload.ts';

export const status = endpoint(async (call) => {
  requirePlatform(call);
  const asked = call.texts('mdf');
  if (asked.length === 0) throw new Fail(fangtang.errors.badInput);
  const found = await Promise.all(asked.map((mdf) => findPicture(call, mdf, 'v2')));
  const known = found.filter((one) => one !== undefined);
  if (known.length === 0 || (call.settings.strictStatus && known.length < asked.length))
    throw new Fail(fangtang.errors.unknownImage);
  const mdfs = await Promise.all(known.map(({ picture, view }) => rowOf(call, picture, view)));
  return { status: 200, msg: '获取任务状态成功', mdfs };
});

export const photoStatus = endpoint(async (call) => {
  const found = await findPicture(call, requireText(call, 'mdf'), 'v1');
  if (!found) throw new Fail(fangtang.errors.unknownImage);
  const { picture, view } = found;
  if (view.phase === 'failed') {
    refund(call, picture);
    if (call.settings.v1Failure === 'error') throw new Fail(fangtang.errors.badImage);
  }
  return view.phase === 'done' ? { msg: '图片处理完成', status: 200 } : { msg: '图片处理中', status: 100 };
});

async function rowOf(call: FangtangCall, picture: FangtangPicture, view: TaskView): Promise<object> {
  const { mdf, extension } = picture;
  if (view.phase === 'failed') refund(call, picture);
  const result = view.phase === 'done' ? await resultOf(call.exchange.world, picture) : undefined;
  if (!result) {
    const task = stageOf(picture, view);
    return {
      mdf,
      code: view.phase === 'running' ? 0 : 2,
      task,
      state: stageTexts[task] ?? '',
      src_url: '',
      wmk_url: '',
      icon_url: '',
      res_size: '',
    };
  }
  const files = `${call.exchange.origin}/api/toc/download`;
  const { bytes, width, height } = result;
  return {
    mdf,
    code: 1,
    task: 2002,
    state: stageTexts[2002],
    src_url: `${files}/input/${mdf}.${extension}`,
    wmk_url: `${files}/output/wmk_${mdf}.jpg`,
    icon_url: `${files}/output/icon_${mdf}.jpg`,
    res_size: `${width}x${height}px ${Math.ceil(bytes.length / 1024)}KB`,
  };
}

function refund(call: FangtangCall, picture: FangtangPicture): void {
  if (!call.settings.refundOnTaskFailure || picture.refunded || call.channel.billing !== 'upload') return;
  picture.refunded = true;
  charge(call, picture.mdf, -1, picture.api === 'v2' ? 'status' : 'photoStatus');
}
