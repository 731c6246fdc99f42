import * as v from 'valibot';
import { endpoint } from '../../vendor.ts';
import { errors } from './errors.ts';
import * as p from './parameters.ts';

const uploadErrors = [
  errors.badToken,
  errors.noCredits,
  errors.badInput,
  errors.unsupportedFile,
  errors.uploadFailed,
  errors.badImage,
] as const;
const platform = v.optional(v.picklist(p.platforms), 'pc');
const optionalText = v.nullish(v.string());

export const uploads = endpoint({
  summary: 'Upload pictures, or name earlier ones, and start processing (v2)',
  method: 'POST',
  path: '/api/third/uploads',
  auth: true,
  encoding: 'multipart',
  charges: 'each',
  request: v.pipe(
    v.strictObject({
      seq: p.seq,
      type: v.optional(p.type),
      rate: v.optional(v.picklist(p.rates)),
      rgb: v.optional(p.rgb),
      dpi: v.optional(p.dpi),
      platform,
      clientip: v.optional(v.pipe(v.string(), v.ip())),
      mdf: v.optional(v.array(p.mdf), []),
      file: v.optional(v.array(p.file), []),
    }),
    v.check(({ file, mdf }) => file.length + mdf.length > 0, 'give a file, or the mdf of an earlier upload'),
    v.check(
      ({ seq, rgb }) => rgb !== undefined || !seq.split(',').includes('bg'),
      'rgb: a background change (bg) needs a colour',
    ),
  ),
  response: v.looseObject({ mdf: v.pipe(v.array(p.mdf), v.minLength(1)) }),
  errors: uploadErrors,
});

export const status = endpoint({
  summary: 'Read the state of tasks (v2)',
  method: 'POST',
  path: '/api/third/status',
  auth: true,
  encoding: 'multipart',
  request: v.strictObject({ mdf: v.pipe(v.array(p.mdf), v.minLength(1)), platform }),
  response: v.looseObject({
    mdfs: v.array(
      v.looseObject({
        mdf: v.string(),
        code: v.number(),
        task: v.nullish(v.number()),
        state: optionalText,
        src_url: optionalText,
        wmk_url: optionalText,
        icon_url: optionalText,
        res_size: optionalText,
      }),
    ),
  }),
  errors: [errors.badToken, errors.badInput, errors.unknownImage, errors.internal],
});

export const download = endpoint({
  summary: 'Get the URL of a finished picture (v2)',
  method: 'POST',
  path: '/api/third/download',
  auth: true,
  encoding: 'multipart',
  charges: 'once',
  request: v.strictObject({ mdf: p.mdf }),
  response: v.looseObject({ url: v.pipe(v.string(), v.url()) }),
  errors: [errors.badToken, errors.noCredits, errors.badInput, errors.expiredImage, errors.internal],
});

export const nums = endpoint({
  summary: 'Read how many credits are left',
  method: 'POST',
  path: '/api/third/company/nums',
  auth: true,
  encoding: 'multipart',
  request: v.strictObject({}),
  response: v.looseObject({ code: v.string(), nums: v.number() }),
  errors: [errors.badToken, errors.badInput, errors.unknownChannel, errors.internal],
});

export const photoUpload = endpoint({
  summary: 'Upload a picture and start processing (v1)',
  method: 'POST',
  path: '/api/third/photo/upload',
  auth: true,
  encoding: 'multipart',
  charges: 'each',
  request: v.pipe(
    v.strictObject({ repair_type: v.picklist(p.repairTypes), rgb: v.optional(p.solidRgb), file: p.file }),
    v.check(
      ({ repair_type, rgb }) => repair_type !== 'bg' || rgb !== undefined,
      'rgb: a background change (bg) needs a colour',
    ),
  ),
  response: v.looseObject({ mdf: p.mdf, img_url: optionalText }),
  errors: uploadErrors,
});

export const photoStatus = endpoint({
  summary: 'Read the state of a task (v1)',
  method: 'POST',
  path: '/api/third/photo/status',
  auth: true,
  encoding: 'multipart',
  request: v.strictObject({ mdf: p.mdf }),
  response: v.looseObject({ status: v.number(), msg: optionalText }),
  errors: [errors.badToken, errors.badInput, errors.unknownImage, errors.badImage, errors.internal],
});

export const photoDownload = endpoint({
  summary: 'Get the URL of a finished picture (v1)',
  method: 'POST',
  path: '/api/third/photo/download',
  auth: true,
  encoding: 'multipart',
  charges: 'once',
  request: v.strictObject({ mdf: p.mdf }),
  response: v.looseObject({ url: v.pipe(v.string(), v.url()) }),
  errors: [errors.badToken, errors.noCredits, errors.badInput, errors.expiredImage, errors.internal],
});
