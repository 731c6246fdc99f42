import { connect } from '@api-repack/core';
import {
  balance,
  finish,
  type PicwishClient,
  picwish,
  submit,
  type Tool,
  type ToolName,
  tools,
  waitFor,
} from '@api-repack/core/picwish';
import * as v from 'valibot';
import type { Scheme } from '../credentials.ts';
import {
  type Call,
  capitalized,
  endpointOperations,
  kebab,
  type Operation,
  operation,
} from '../operation.ts';
import { imageFile } from '../upload.ts';
import { filesOf, pictureOutput } from './picwish-files.ts';

const credentials: readonly Scheme[] = [
  { kind: 'header', header: 'x-api-key', field: 'apiKey' },
  { kind: 'bearer', field: 'apiKey', about: 'the API key' },
];

/** Least price of one call, by https://picwish.com/api-pricing as of 2026-11; what it depends on is the size or the options. */
const credits: Partial<Record<ToolName, number>> = {
  segmentation: 1,
  selfFaceCutout: 1,
  colorization: 1,
  scale: 2,
  scalePro: 4,
  correction: 3,
  idphoto: 1,
  externalIdphoto: 6,
  imgcompress: 1,
  clothingSegmentation: 3,
  rClothingSegmentation: 3,
  retouchingCollection: 1,
  inpaint: 1,
  background: 3,
  ocr: 1,
};

const client = (call: Call): PicwishClient => connect(picwish, call.to(picwish));

interface Started {
  readonly tool: string;
  readonly task_id: string;
}

/** How the answer travels is the gateway's business. */
const transport = ['sync', 'return_type', 'callback_url'];

function toolOperation(name: ToolName, tool: Tool): Operation {
  const fields = Object.entries(tool.fields).filter(([field]) => !transport.includes(field));
  const entries = fields.map(([field, schema]): [string, v.GenericSchema] => [
    field,
    /(^|_)file$/.test(field) ? v.optional(imageFile) : (schema as v.GenericSchema),
  ]);
  const price = credits[name];
  return operation({
    name: kebab(name),
    vendor: picwish,
    summary: capitalized(tool.summary),
    credentials,
    charges: true,
    ...(price !== undefined && { credits: price }),
    input: v.pipe(v.strictObject(Object.fromEntries(entries)), ...tool.exactlyOneOf.map(exactlyOne)),
    output: pictureOutput,
    resumedBy: 'result',
    async start(call, input): Promise<Started> {
      return { tool: kebab(name), task_id: await submit(client(call), name, input as never) };
    },
    finish: async (call, { task_id }) =>
      filesOf(await finish(client(call), name, task_id, call.within(waitFor(name)))),
  });
}

const exactlyOne = (names: readonly string[]) =>
  v.check<Record<string, unknown>, string>(
    (input) => names.filter((name) => name in input).length === 1,
    `give exactly one of ${names.join(', ')}`,
  );

const names = Object.keys(tools) as ToolName[];

const fetchResult = operation({
  name: 'result',
  vendor: picwish,
  summary: 'Wait for a task that was started before, and get its files; costs nothing again',
  credentials,
  charges: false,
  input: v.strictObject({
    tool: v.picklist(names.map(kebab)),
    task_id: picwish.endpoints.readScale.request.entries.task_id,
  }),
  output: pictureOutput,
  async start(call, { tool, task_id }) {
    const name = names.find((one) => kebab(one) === tool) as ToolName;
    return filesOf(await finish(client(call), name, task_id, call.within(waitFor(name))));
  },
});

const getBalance = operation({
  name: 'balance',
  vendor: picwish,
  summary: 'Read how many credits of the developer API are left',
  credentials,
  charges: false,
  input: v.strictObject({}),
  output: v.object({ left: v.number(), used: v.number() }),
  start: (call) => balance(client(call)),
});

/** The developer API. */
export const picwishOperations: readonly Operation[] = [
  ...names.map((name) => toolOperation(name, tools[name])),
  fetchResult,
  getBalance,
];

export const picwishEndpoints: readonly Operation[] = endpointOperations(picwish, credentials);
