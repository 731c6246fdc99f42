import * as v from 'valibot';
import { described } from '../../described.ts';
import { fileField } from '../../file.ts';
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
const platform = v.optional(
  described('Where the request comes from, for statistics', v.picklist(p.platforms)),
  'pc',
);
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
      seq: described('Processing steps; Fangtang runs them in its own order', p.seq),
      type: v.optional(described('What the image shows', p.type)),
      rate: v.optional(described('How many times as large the result of step sr is', v.picklist(p.rates))),
      rgb: v.optional(
        described('Background of step bg: r,g,b, or -1 transparent, 1 gradient gray, 2 gradient blue', p.rgb),
      ),
      dpi: v.optional(described('Resolution of the result', p.dpi)),
      platform,
      clientip: v.optional(
        described('IP address of the end user, for statistics', v.pipe(v.string(), v.ip())),
      ),
      mdf: v.optional(described('IDs of earlier uploads, to process them again', v.array(p.mdf)), []),
      file: v.optional(described('Images as files, JPEG or PNG', v.array(fileField)), []),
    }),
    v.check(({ file, mdf }) => file.length + mdf.length > 0, 'give a file, or the mdf of an earlier upload'),
    v.check(
      ({ seq, rgb }) => rgb !== undefined || !seq.split(',').includes('bg'),
      'rgb: a background change (bg) needs a color',
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
  request: v.strictObject({
    mdf: described('IDs of uploads', v.pipe(v.array(p.mdf), v.minLength(1))),
    platform,
  }),
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
    v.strictObject({
      repair_type: described('What to do', v.picklist(p.repairTypes)),
      rgb: v.optional(described('Background of bg as r,g,b', p.solidRgb)),
      file: described('The image as a file, JPEG or PNG', fileField),
    }),
    v.check(
      ({ repair_type, rgb }) => repair_type !== 'bg' || rgb !== undefined,
      'rgb: a background change (bg) needs a color',
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
