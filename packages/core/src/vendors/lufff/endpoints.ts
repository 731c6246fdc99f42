import * as v from 'valibot';
import { described } from '../../described.ts';
import { endpoint } from '../../vendor.ts';
import * as a from './answers.ts';
import * as p from './parameters.ts';

export const sendSmsVcode = endpoint({
  summary: 'Send a code by SMS',
  method: 'POST',
  path: '/make_pic/api/send_sms_vcode/',
  auth: false,
  encoding: 'json',
  repeatable: false,
  request: v.strictObject({ phone: p.phone }),
  response: v.looseObject({ result: a.optionalText, desc: a.optionalText }),
  errors: [],
});

export const loginWithPhoneAndVcode = endpoint({
  summary: 'Log in with the code from the SMS; creates an account the first time',
  method: 'POST',
  path: '/make_pic/api/login_with_phone_and_vcode/',
  auth: false,
  encoding: 'json',
  repeatable: false,
  request: v.strictObject({ phone: p.phone, vcode: p.vcode, share_id: v.optional(p.shareId) }),
  response: a.customer,
  errors: [],
});

export const rmPicBg = endpoint({
  summary: 'Remove the background of an image, at the expense of an account',
  method: 'POST',
  path: '/make_pic/api/rm_pic_bg/',
  auth: true,
  encoding: 'json',
  charges: 'each',
  request: p.picture,
  response: a.cutout,
  errors: [],
});

export const rmPicBgWithUuid = endpoint({
  summary: 'Remove the background of an image, at the expense of a uuid',
  method: 'POST',
  path: '/make_pic/api/rm_pic_bg_with_uuid/',
  auth: true,
  encoding: 'json',
  charges: 'each',
  request: p.picture,
  response: a.cutout,
  errors: [],
});

export const getRmBgList = endpoint({
  summary: 'List what was cut out at the expense of an account',
  method: 'POST',
  path: '/make_pic/api/get_rm_bg_list/',
  auth: true,
  encoding: 'json',
  request: v.strictObject({
    page: described('Page, from 1', p.count),
    size: described('Rows on a page', p.count),
  }),
  response: a.listOf(a.cutoutRow),
  errors: [],
});

export const getLeftCreditByPhone = endpoint({
  summary: 'Read how many credits a phone number has left; needs no login',
  method: 'POST',
  path: '/make_pic/api/get_left_credit_by_phone/',
  auth: false,
  encoding: 'json',
  request: v.strictObject({ phone: p.phone }),
  response: a.credit,
  errors: [],
});

export const getLeftCreditByUnikey = endpoint({
  summary: 'Read how many credits a uuid has left',
  method: 'POST',
  path: '/make_pic/api/get_left_credit_by_unikey/',
  auth: true,
  encoding: 'json',
  request: v.strictObject({}),
  response: a.credit,
  errors: [],
});

export const getOneAd = endpoint({
  summary: 'Get one advertisement',
  method: 'POST',
  path: '/make_pic/api/get_one_ad/',
  auth: false,
  encoding: 'json',
  request: v.strictObject({}),
  response: v.looseObject({ ad: v.nullish(a.ad) }),
  errors: [],
});
