import * as v from 'valibot';
import type { Client } from '../../client.ts';
import type { Scheme } from '../../credentials.ts';
import { described } from '../../described.ts';
import { fileField } from '../../file.ts';
import { filesOutput } from '../../files-output.ts';
import { freeOperation, operation } from '../../operation.ts';
import type { Wait } from '../../poll.ts';
import * as p from './parameters.ts';
import { presets } from './presets.ts';
import { type Api, balance, defaultWait, finish, readTasks, retentionMs, upload, v1Wait } from './tasks.ts';
import { fangtang } from './vendor.ts';

const credentials: readonly Scheme[] = [{ kind: 'basic', fields: ['third_code', 'secret_key'] }];

const { mdf: _, file: __, seq, ...settings } = fangtang.endpoints.uploads.request.entries;
const { repair_type, rgb } = fangtang.endpoints.photoUpload.request.entries;
const presetNames = Object.keys(presets) as (keyof typeof presets)[];

const ids = v.pipe(v.array(p.mdf), v.minLength(1));
const imageFiles = v.pipe(v.array(fileField), v.minLength(1));
const api = v.optional(described('API version of the upload', v.picklist(['v1', 'v2'])), 'v2');

/** A channel pays for each upload, or for the first download of each image. */
const cost = { credits: 1, per: 'file' } as const;

export interface FangtangIds {
  readonly api: Api;
  /** One for each image, in the order of the files. */
  readonly mdf: readonly string[];
}

async function finished(
  client: Client<typeof fangtang>,
  { api, mdf }: FangtangIds,
  wait: Wait = api === 'v1' ? v1Wait : defaultWait,
) {
  const tasks = await finish(client, api, mdf, wait);
  return {
    files: tasks.map(({ url }) => ({ field: 'image', url })),
    tasks: tasks.map(({ url: _, ...task }) => ({ ...task })),
  };
}

const restore = operation({
  name: 'restore',
  vendor: fangtang,
  summary: 'Restore, colorize, enlarge or cut out images, and wait for the results (API v2)',
  credentials,
  input: v.pipe(
    v.strictObject({
      image_file: v.optional(described('Images as files, JPEG or PNG', imageFiles)),
      mdf: v.optional(described('IDs of earlier uploads, to process them again', ids)),
      preset: v.optional(
        described(
          "Settings of a button of Fangtang's web page; others override them",
          v.picklist(presetNames),
        ),
      ),
      seq: v.optional(seq),
      ...settings,
    }),
    v.check(
      ({ image_file, mdf }) => image_file !== undefined || mdf !== undefined,
      'give image_file, or the mdf of an earlier upload',
    ),
  ),
  output: filesOutput,
  cost,
  keptForMs: retentionMs,
  wait: defaultWait,
  resumedBy: 'result',
  async start(client, { image_file: file = [], mdf = [], preset, ...chosen }) {
    const usual = preset ? presets[preset] : { seq: ['repair'] as const };
    const steps = [...(chosen.seq ?? usual.seq)];
    const made = await upload(client, { api: 'v2', ...usual, ...chosen, file, mdf, seq: steps });
    return { api: 'v2' as const, mdf: made };
  },
  finish: finished,
});

const restoreV1 = operation({
  name: 'restore-v1',
  vendor: fangtang,
  summary: 'Restore, enlarge or change the background of an image, and wait for the result (API v1)',
  credentials,
  input: v.strictObject({
    image_file: described('The image as a file, JPEG or PNG', fileField),
    repair_type,
    rgb,
  }),
  output: filesOutput,
  cost,
  keptForMs: retentionMs,
  wait: v1Wait,
  resumedBy: 'result',
  start: async (client, { image_file: file, ...chosen }) => ({
    api: 'v1' as const,
    mdf: await upload(client, { api: 'v1', ...chosen, file }),
  }),
  finish: finished,
});

const result = freeOperation({
  name: 'result',
  vendor: fangtang,
  summary: 'Wait for images that were uploaded before, and get the results at no charge',
  credentials,
  input: v.strictObject({ mdf: described('IDs that the operation returned', ids), api }),
  output: filesOutput,
  keptForMs: retentionMs,
  wait: defaultWait,
  read: (client, { mdf, api = 'v2' }, wait) => finished(client, { api, mdf }, wait),
});

const status = freeOperation({
  name: 'status',
  vendor: fangtang,
  summary: 'Read the state of images that were uploaded before, once',
  credentials,
  input: v.strictObject({ mdf: described('IDs that the operation returned', ids), api }),
  output: v.object({ tasks: v.array(v.looseObject({ id: v.string(), progress: v.string() })) }),
  read: async (client, { mdf, api = 'v2' }) => ({
    tasks: (await readTasks(client, api, mdf)).map((task) => ({ ...task })),
  }),
});

const readBalance = freeOperation({
  name: 'balance',
  vendor: fangtang,
  summary: 'Read how many credits are left',
  credentials,
  input: v.strictObject({}),
  output: v.object({ channel: v.string(), left: v.number() }),
  read: balance,
});

export const operations = { restore, restoreV1, result, status, balance: readBalance };
