import * as v from 'valibot';
import { described } from '../../described.ts';
import { endpoint } from '../../vendor.ts';
import * as a from './answers.ts';
import * as p from './parameters.ts';

/**
 * Endpoints that the manual names in revisions later than 2020-08-27, its best known one. They may be gone, or may not
 * be there for every customer.
 */

export const rmPicBgWithUnikey = endpoint({
  summary: 'Remove the background of an image, at the expense of a uuid (extension: its later name)',
  method: 'POST',
  path: '/make_pic/api/rm_pic_bg_with_unikey/',
  auth: true,
  encoding: 'json',
  charges: 'each',
  request: p.picture,
  response: a.cutout,
  errors: [],
});

export const loginWithUnikey = endpoint({
  summary: 'Log in with a uuid (extension)',
  method: 'POST',
  path: '/make_pic/api/login_with_unikey/',
  auth: true,
  encoding: 'json',
  request: v.strictObject({ share_id: v.optional(p.shareId) }),
  response: a.customer,
  errors: [],
});

export const certificatePhotoWithUnikey = endpoint({
  summary: 'Make an ID photo and a sheet of them to print (extension)',
  method: 'POST',
  path: '/make_pic/api/certificate_photo_with_unikey/',
  auth: true,
  encoding: 'json',
  charges: 'each',
  request: v.strictObject({
    img_url: described('Public URL of the image, 128 characters at most; Lufff takes no files', p.imgUrl),
    bgColor: described('Background color of the photo', p.text(128)),
    dpi: v.optional(described('Resolution for printing', p.count), 300),
    mmHeight: described('Height of the photo in millimeters', p.count),
    mmWidth: described('Width of the photo in millimeters', p.count),
    printBgColor: described('Background color of the sheet', p.text(128)),
    printMmHeight: described('Height of the sheet in millimeters', p.count),
    printMmWidth: described('Width of the sheet in millimeters', p.count),
  }),
  response: v.looseObject({ cer_img_url: a.url, layout_img_url: a.url }, a.missing),
  errors: [],
});

export const getSignInReward = endpoint({
  summary: 'Read how many credits signing in each day gives (extension)',
  method: 'POST',
  path: '/make_pic/api/get_sign_in_reward/',
  auth: false,
  encoding: 'json',
  request: v.strictObject({}),
  response: v.looseObject({ sign_in_reward: a.whole }, a.missing),
  errors: [],
});

export const customerSignIn = endpoint({
  summary: 'Sign an account in for today, which gives credits (extension)',
  method: 'POST',
  path: '/make_pic/api/customer_sign_in/',
  auth: true,
  encoding: 'json',
  repeatable: false,
  request: v.strictObject({}),
  response: a.credit,
  errors: [],
});

export const getCustomerSignInList = endpoint({
  summary: 'List the days on which an account signed in (extension)',
  method: 'POST',
  path: '/make_pic/api/get_customer_sign_in_list/',
  auth: true,
  encoding: 'json',
  request: v.strictObject({}),
  response: a.listOf(a.signInRow),
  errors: [],
});

export const getAdList = endpoint({
  summary: 'List all advertisements (extension)',
  method: 'POST',
  path: '/make_pic/api/get_ad_list/',
  auth: false,
  encoding: 'json',
  request: v.strictObject({}),
  response: a.listOf(a.ad),
  errors: [],
});
