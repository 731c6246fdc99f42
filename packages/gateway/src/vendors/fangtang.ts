import { connect } from '@api-repack/core';
import {
  type Api,
  balance,
  defaultWait,
  fangtang,
  finish,
  presets,
  retentionMs,
  upload,
} from '@api-repack/core/fangtang';
import * as v from 'valibot';
import type { Scheme } from '../credentials.ts';
import { type Call, catalogue, endpointOperations, operation } from '../operation.ts';
import { imageFile } from '../upload.ts';

const credentials: readonly Scheme[] = [{ kind: 'basic', fields: ['third_code', 'secret_key'] }];

const { mdf, file, ...settings } = fangtang.endpoints.uploads.request.entries;
const id = fangtang.endpoints.download.request.entries.mdf;
const { repair_type, rgb } = fangtang.endpoints.photoUpload.request.entries;
const presetNames = Object.keys(presets) as (keyof typeof presets)[];

const picture = v.object({
  image: v.pipe(v.string(), v.url()),
  /** For /fangtang/result, as long as Fangtang keeps the picture. */
  mdf: id,
  expires_at: v.pipe(v.string(), v.isoTimestamp()),
});

interface Started {
  readonly api: Api;
  readonly mdf: string;
}

const client = (call: Call) => connect(fangtang, call.to(fangtang));

async function result(call: Call, { api, mdf }: Started): Promise<v.InferOutput<typeof picture>> {
  const { host } = call.to(fangtang);
  const [task] = await finish(client(call), api, [mdf], call.within(defaultWait));
  const expires_at = new Date(host.now() + retentionMs).toISOString();
  return { image: task?.url ?? '', mdf, expires_at };
}

const restore = operation({
  name: 'restore',
  vendor: fangtang,
  summary: 'Restore, colorize, enlarge or cut out a picture, and wait for it (v2)',
  credentials,
  charges: true,
  credits: 1,
  input: v.pipe(
    v.strictObject({
      ...settings,
      seq: v.optional(settings.seq),
      preset: v.optional(v.picklist(presetNames)),
      image_file: v.optional(imageFile),
      mdf: v.optional(id),
    }),
    v.check(
      ({ image_file, mdf }) => (image_file === undefined) !== (mdf === undefined),
      'give either image_file, or the mdf of an earlier upload',
    ),
  ),
  output: picture,
  async start(call, { image_file, mdf, preset, ...chosen }) {
    const source = image_file ? { file: [image_file] } : { mdf: [mdf ?? ''] };
    const chosenPreset = preset ? presets[preset] : { seq: ['repair'] as const };
    const steps = [...(chosen.seq ?? chosenPreset.seq)];
    const [made = ''] = await upload(client(call), {
      api: 'v2',
      ...chosenPreset,
      ...chosen,
      ...source,
      seq: steps,
    });
    return { api: 'v2', mdf: made } as const;
  },
  finish: result,
  resumedBy: 'result',
});

const restoreV1 = operation({
  name: 'restore-v1',
  vendor: fangtang,
  summary: 'Restore, enlarge or change the background of a picture, and wait for it (v1)',
  credentials,
  charges: true,
  credits: 1,
  input: v.strictObject({ repair_type, rgb, image_file: imageFile }),
  output: picture,
  async start(call, { image_file, ...chosen }) {
    const [made = ''] = await upload(client(call), { api: 'v1', ...chosen, file: image_file });
    return { api: 'v1', mdf: made } as const;
  },
  finish: result,
  resumedBy: 'result',
});

const fetchResult = operation({
  name: 'result',
  vendor: fangtang,
  summary: 'Wait for a picture that was uploaded before, and get it; costs nothing again',
  credentials,
  charges: false,
  input: v.strictObject({ mdf: id, api: v.optional(v.picklist(['v1', 'v2'])) }),
  output: picture,
  start: (call, { mdf, api = 'v2' }) => result(call, { api, mdf }),
});

const getBalance = operation({
  name: 'balance',
  vendor: fangtang,
  summary: 'Read how many credits are left',
  credentials,
  charges: false,
  input: v.strictObject({}),
  output: v.object({ channel: v.string(), left: v.number() }),
  start: (call) => balance(client(call)),
});

export const fangtangCatalogue = catalogue({
  name: 'fangtang',
  displayName: 'Fangtang 高光照片',
  operations: [restore, restoreV1, fetchResult, getBalance, ...endpointOperations(fangtang, credentials)],
});
