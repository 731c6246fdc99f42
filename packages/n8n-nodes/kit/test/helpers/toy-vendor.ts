import {
  type Client,
  described,
  freeOperation,
  operation,
  poll,
  type Vendor,
  VendorError,
  type Wait,
} from '@api-repack/core';
import * as v from 'valibot';
import type { Resources } from '../../src/index.ts';

export const toy: Vendor = {
  name: 'toy',
  displayName: 'Toy',
  baseUrl: 'https://toy.example',
  endpoints: {},
  errors: { gone: { code: 500, kind: 'not-found', message: 'gone', hint: 'Process it again' } },
  authenticate: (request) => request,
  unwrap({ json }) {
    const { code, message } = (json ?? {}) as { code?: number; message?: string };
    return { code, message };
  },
};

const wait: Wait = { firstMs: 0, everyMs: 20, backoff: 1, maxEveryMs: 20, timeoutMs: 5_000 };
const where = { vendor: 'toy', endpoint: 'read' };
const pixels = v.pipe(v.number(), v.integer(), v.minValue(0));
const rectangle = v.strictObject({ x: pixels, y: pixels, width: pixels, height: pixels });
const file = v.blob('send it as a file');
const files = v.looseObject({ files: v.array(v.object({ field: v.string(), url: v.string() })) });

/** What a test can see and change of the vendor. */
export class ToyVendor {
  /** The inputs of the calls that were charged. */
  readonly charged: Record<string, unknown>[] = [];
  /** Called with the number of the call before it is charged. */
  beforeCharge: (call: number) => unknown = () => undefined;
  /** Says whether a task is done; throws if it failed. */
  isDone: (id: string) => boolean = () => true;
  files = [{ field: 'image', url: 'https://toy.example/result.png' }];
  calls = 0;

  async start(input: object): Promise<{ task_id: string }> {
    await this.beforeCharge(++this.calls);
    this.charged.push({ ...input });
    return { task_id: `task-${this.charged.length}` };
  }

  finish(client: Client<Vendor>, { task_id }: { task_id: string }, limit: Wait = wait) {
    const read = async () =>
      this.isDone(task_id)
        ? ({ done: true, result: { files: this.files, image_width: 9 } } as const)
        : ({ done: false } as const);
    return poll(read, { host: client.connection.host, wait: limit, where, ids: { task_id } });
  }
}

/** A refusal that costs nothing. */
export const refusal = (): VendorError =>
  new VendorError('bad-input', 'no face', { ...where, code: 7, charged: 'no', hint: 'Show a face' });

/** A failure after which nobody knows less than before: the task goes on. */
export const outage = (): VendorError => new VendorError('unavailable', 'try again', where);

/** Forms of a vendor that exists in tests only. */
export function toyForms(vendor: ToyVendor): Resources {
  const cutOut = operation({
    name: 'cut-out',
    vendor: toy,
    summary: 'Cut something out',
    credentials: [],
    input: v.strictObject({
      image_file: v.optional(described('The image', file)),
      image_url: v.optional(described('URL of the image', v.pipe(v.string(), v.url()))),
      kind: v.optional(described('What to keep', v.picklist(['person', 'object']))),
      factor: v.optional(described('How large', v.picklist([1, 2, 4])), 2),
      crop: v.optional(described('1: cut off the border', v.picklist([0, 1]))),
      quality: v.optional(
        described('Quality in percent', v.pipe(v.number(), v.minValue(1), v.maxValue(100))),
      ),
      color: v.optional(described('Color behind it', v.pipe(v.string(), v.regex(/^[0-9a-f]{6}$/i)))),
      tags: v.optional(described('Words', v.array(v.string()))),
      mask_file: v.optional(described('Where to work', file)),
      rectangles: v.optional(described('Areas', v.array(rectangle))),
      earlier_id: v.optional(described('ID of an earlier image', v.string())),
    }),
    output: files,
    cost: { credits: 2, per: 'call', changes: [{ fields: ['crop'], credits: 3 }] },
    keptForMs: 3_600_000,
    wait,
    resumedBy: 'result',
    start: (_client, input) => vendor.start(input),
    finish: (client, ids, limit) => vendor.finish(client, ids, limit),
  });
  const result = freeOperation({
    name: 'result',
    vendor: toy,
    summary: 'Fetch a result',
    credentials: [],
    input: v.strictObject({ task_id: described('ID of the task', v.string()) }),
    output: files,
    wait,
    read: (client, ids, limit) => vendor.finish(client, ids, limit),
  });
  const list = freeOperation({
    name: 'list',
    vendor: toy,
    summary: 'List rows',
    credentials: [],
    input: v.strictObject({ prefix: described('Of the names', v.string()) }),
    output: v.object({ rows: v.array(v.object({ row_name: v.string() })) }),
    read: async (_client, { prefix }) => ({ rows: ['a', 'b'].map((one) => ({ row_name: prefix + one })) }),
  });
  return {
    image: {
      name: 'Image',
      operations: {
        cutOut: {
          core: cutOut,
          name: 'Cut Out',
          action: 'Cut out an image',
          main: ['kind', 'factor', 'area'],
          labels: {
            kind: { label: 'Subject', values: { person: 'Person', object: 'Object' } },
            factor: { values: { '1': 'None', '2': 'Twice', '4': 'Four Times' } },
            color: { color: 'hex' },
            quality: { when: { field: 'kind', is: ['object'] } },
          },
          alternatives: {
            area: {
              label: 'Area',
              description: 'Where',
              of: { rectangles: 'Rectangles', mask_file: 'Mask' },
            },
          },
          earlier: { field: 'earlier_id', name: 'Earlier Image' },
        },
        getResult: {
          core: result,
          name: 'Get Result',
          action: 'Get a result',
          main: ['task_id'],
          labels: { task_id: { label: 'ID', parameter: 'id' } },
          each: 'task_id',
        },
        list: { core: list, name: 'List', action: 'List rows', main: ['prefix'] },
      },
    },
  };
}
