import * as v from 'valibot';
import type { Client } from '../../client.ts';
import type { Scheme } from '../../credentials.ts';
import { described } from '../../described.ts';
import { exactlyOneOf } from '../../exactly-one.ts';
import { fileField } from '../../file.ts';
import { filesOutput } from '../../files-output.ts';
import { freeOperation, operation } from '../../operation.ts';
import type { Wait } from '../../poll.ts';
import * as p from './parameters.ts';
import { presets } from './presets.ts';
import {
  type Api,
  balance,
  defaultWait,
  finish,
  readTasks,
  retentionMs,
  type Task,
  upload,
  v1Wait,
} from './tasks.ts';
import { fangtang } from './vendor.ts';

const credentials: readonly Scheme[] = [{ kind: 'basic', fields: ['third_code', 'secret_key'] }];

const { mdf: _, file: __, seq, ...settings } = fangtang.endpoints.uploads.request.entries;
const { repair_type, rgb } = fangtang.endpoints.photoUpload.request.entries;
const presetNames = Object.keys(presets) as (keyof typeof presets)[];

const api = v.optional(described('API version of the upload', v.picklist(['v1', 'v2'])), 'v2');

/** A channel pays for each upload, or for the first download of each image. */
const cost = { credits: 1, per: 'call' } as const;

export interface FangtangIds {
  readonly api: Api;
  readonly mdf: string;
}

async function finished(
  client: Client<typeof fangtang>,
  { api, mdf }: FangtangIds,
  wait: Wait = api === 'v1' ? v1Wait : defaultWait,
) {
  const [task] = await finish(client, api, [mdf], wait);
  return { files: [{ field: 'image', url: task?.url ?? '' }], resultSize: task?.resultSize };
}

const restore = operation({
  name: 'restore',
  vendor: fangtang,
  summary: 'Restore, colorize, enlarge or cut out an image, and wait for the result (API v2)',
  credentials,
  input: exactlyOneOf(['image_file', 'mdf'], {
    image_file: v.optional(described('The image as a file, JPEG or PNG', fileField)),
    mdf: v.optional(described('ID of an earlier upload, to process it again', p.mdf)),
    preset: v.optional(
      described("Settings of a button of Fangtang's web page; others override them", v.picklist(presetNames)),
    ),
    seq: v.optional(seq),
    ...settings,
  }),
  output: filesOutput,
  cost,
  keptForMs: retentionMs,
  wait: defaultWait,
  resumedBy: 'result',
  async start(client, { image_file, mdf, preset, ...chosen }) {
    const source = image_file ? { file: [image_file] } : { mdf: [mdf ?? ''] };
    const defaults = preset ? presets[preset] : { seq: ['repair'] as const };
    const steps = [...(chosen.seq ?? defaults.seq)];
    const [made = ''] = await upload(client, { api: 'v2', ...defaults, ...chosen, ...source, seq: steps });
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
  async start(client, { image_file: file, ...chosen }) {
    const [mdf = ''] = await upload(client, { api: 'v1', ...chosen, file });
    return { api: 'v1' as const, mdf };
  },
  finish: finished,
});

const result = freeOperation({
  name: 'result',
  vendor: fangtang,
  summary: 'Wait for an image that was uploaded before, and get the result at no charge',
  credentials,
  input: v.strictObject({ mdf: described('ID that the operation returned', p.mdf), api }),
  output: filesOutput,
  keptForMs: retentionMs,
  wait: defaultWait,
  read: (client, { mdf, api = 'v2' }, wait) => finished(client, { api, mdf }, wait),
});

const task = freeOperation({
  name: 'task',
  vendor: fangtang,
  summary: 'Read the state of an image that was uploaded before, once',
  credentials,
  input: v.strictObject({ mdf: described('ID that the operation returned', p.mdf), api }),
  output: v.looseObject({ id: v.string(), progress: v.picklist(['processing', 'done', 'failed']) }),
  async read(client, { mdf, api = 'v2' }) {
    const [task] = await readTasks(client, api, [mdf]);
    return { ...(task as Task) };
  },
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

export const operations = { restore, restoreV1, result, task, balance: readBalance };
