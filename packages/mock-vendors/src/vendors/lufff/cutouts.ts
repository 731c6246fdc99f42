import { type ImageStep, render } from '../../world/images.ts';
import { endpoint, type LufffCall } from './call.ts';
import { charging } from './charge.ts';
import { imageUrl, picType, rectangles, whole } from './parameters.ts';
import { publish } from './results.ts';
import { imageAt } from './source.ts';
import type { Customer, Cutout } from './state.ts';
import { naiveTime } from './time.ts';
import { customerOfToken, customerOfUuid } from './verify.ts';

export const rmPicBg = endpoint((call) => cutOut(call, customerOfToken(call), 'rmPicBg'));

export const rmPicBgWithUuid = endpoint((call) =>
  cutOut(call, customerOfUuid(call, 'uuid'), 'rmPicBgWithUuid'),
);

export const rmPicBgWithUnikey = endpoint((call) =>
  cutOut(call, customerOfUuid(call, 'unikey'), 'rmPicBgWithUnikey'),
);

/** The latest first. Those of a uuid are listed only to whom logs in with it. */
export const getRmBgList = endpoint((call) => {
  const { id } = customerOfToken(call);
  const page = whole(call, 'page');
  const size = whole(call, 'size');
  const own = call.state.cutouts.filter(({ customerId }) => customerId === id).reverse();
  const list = own.slice((page - 1) * size, page * size).map(rowOf);
  return { list, page, size: call.settings.sizeIsRowCount ? list.length : size, total_count: own.length };
});

async function cutOut(call: LufffCall, customer: Customer, endpointName: string): Promise<object> {
  const url = imageUrl(call);
  const steps = stepsOf(call);
  const { cutouts } = call.state;
  const made = await charging(call, { customer, endpoint: endpointName }, async () => {
    const { bytes } = await render(await imageAt(url, call), steps, { format: 'png' });
    return publish(call, bytes);
  });
  cutouts.push({
    id: cutouts.length + 1,
    customerId: customer.id,
    imageUrl: String(call.fields.img_url),
    resultUrl: made.url,
    createdAt: made.at,
  });
  return { rm_bg_pic_url: made.url };
}

function stepsOf(call: LufffCall): ImageStep[] {
  const type = picType(call);
  if (type === 'beautify') return [{ step: 'smooth' }];
  if (type === 'img_fix') return [{ step: 'inpaint', boxes: rectangles(call) }];
  if (type === 'head') return [{ step: 'ellipse' }, { step: 'crop' }];
  return [{ step: 'background', background: 'transparent' }];
}

const rowOf = ({ id, customerId, imageUrl, resultUrl, createdAt }: Cutout) => ({
  id,
  customer_id: customerId,
  remark: null,
  img_url: imageUrl,
  rmbg_img_url: resultUrl,
  created_at: naiveTime(createdAt),
  updated_at: naiveTime(createdAt),
});
