import {
  type AnyOperation,
  connect,
  descriptionOf,
  type Operation,
  quote,
  type Vendor,
} from '@api-repack/core';
import { operations as fangtang } from '@api-repack/core/fangtang';
import { operations as lufff } from '@api-repack/core/lufff';
import { nodeHost } from '@api-repack/core/node';
import { operations as picwish } from '@api-repack/core/picwish';
import { operations as picwishWeb } from '@api-repack/core/picwish-web';
import { manualClock, serve, World } from '@api-repack/mock-vendors';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jpeg, png } from './helpers/pictures.ts';

const clock = manualClock();
const world = new World({ clock, settings: { picwish: { qps: 0 } } });
let mocks: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  mocks = await serve({ world });
});
beforeEach(() => world.reset());
afterAll(() => mocks.close());

const credentials: Readonly<Record<string, object>> = {
  picwish: { apiKey: 'mock-picwish-key' },
  fangtang: { third_code: 'hiliad', secret_key: 'hiliad' },
  lufff: { uuid: 'mock-lufff-uuid' },
};

const all = Object.entries({ picwish, 'picwish-web': picwishWeb, fangtang, lufff }).map(
  ([vendor, operations]) => ({ vendor, operations: Object.values(operations) as unknown as AnyOperation[] }),
);
const each = all.flatMap(({ vendor, operations }) =>
  operations.map((operation) => [`${vendor} ${operation.name}`, operation] as const),
);

const entriesOf = (schema: v.GenericSchema) =>
  (schema as unknown as { readonly entries: Readonly<Record<string, v.GenericSchema>> }).entries;

it.each(all)('$vendor names each operation once', ({ operations }) => {
  const names = operations.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
});

it.each(each)('%s describes every field', (_, { input, summary }) => {
  expect(summary).toMatch(/^[A-Z].*[^.]$/);
  const silent = Object.entries(entriesOf(input)).filter(([, schema]) => !descriptionOf(schema));
  expect(silent.map(([name]) => name)).toEqual([]);
});

it.each(each)('%s refuses what it does not know', (_, { input }) => {
  expect(v.safeParse(input, { no_such_field: 1 }).success).toBe(false);
});

interface Call {
  readonly operation: AnyOperation;
  readonly input: Readonly<Record<string, unknown>>;
}

const image = { image_file: jpeg };
const rectangles = [{ x: 2, y: 2, width: 4, height: 4 }];
const ofPicwish: Readonly<Record<string, readonly object[]>> = {
  inpaint: [{ ...image, rectangles }],
  watermark: [{ ...image, rectangles }],
  externalWatermarkRemove: [{ file: jpeg }],
  retouchingCollection: [{ ...image, mask_file: png }],
  background: [1, 2, 3, 4, undefined].map((batch_size) => ({ image_file: png, scene_type: 105, batch_size })),
  rBackground: [1, 2, 3, 4, undefined].map((batch_size) => ({
    image_file: png,
    scene_type: 105,
    batch_size,
  })),
  scalePro: [image, { ...image, type: 0 }, { ...image, type: 1 }],
  externalIdphoto: combinations({
    clothes_id: [undefined, '7'],
    auto_bright: [undefined, 0, 1],
    auto_sharp: [undefined, 1],
    layout: [undefined, 1],
    preview: [undefined, 1],
  }).map((options) => ({ ...image, ...options })),
};

function combinations(fields: Readonly<Record<string, readonly unknown[]>>): object[] {
  return Object.entries(fields).reduce<object[]>(
    (rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
}

const withoutUndefined = (input: object) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));

const calls: readonly Call[] = [
  ...Object.entries(picwish)
    .filter(([, operation]) => operation.cost !== 'free')
    .flatMap(([name, operation]) =>
      (ofPicwish[name] ?? [image]).map((input) => ({
        operation: operation as unknown as AnyOperation,
        input: withoutUndefined(input),
      })),
    ),
  { operation: fangtang.restore as unknown as AnyOperation, input: image },
  { operation: fangtang.restoreV1 as unknown as AnyOperation, input: { ...image, repair_type: 'sr' } },
  {
    operation: lufff.removeBackground as unknown as AnyOperation,
    input: { image_url: 'https://example.com/a.jpg' },
  },
];

type Any = Operation<Vendor, v.GenericSchema, object, v.GenericSchema<unknown, { files: { url: string }[] }>>;

describe.each(calls)('$operation.vendor.name $operation.name $input', ({ operation, input }) => {
  const { vendor, start, finish, cost, resumedBy } = operation as unknown as Any;

  it('costs what it quotes at most, gives ids that lead to the same files, and costs nothing again', async () => {
    const client = connect(vendor, {
      host: { ...nodeHost(), now: clock.now, sleep: async (ms) => void clock.advance(ms) },
      credentials: credentials[vendor.name] as never,
      baseUrl: mocks.origins[vendor.name] ?? '',
    });
    const before = world.ledger.cost();
    const ids = await start(client as never, input);
    const charged = world.ledger.cost() - before;
    const large = typeof cost === 'object' ? (cost.large?.credits ?? 0) : 0;
    // The pictures here are small.
    expect(charged).toBe((quote(cost, input) ?? Number.NaN) - large);

    expect(JSON.parse(JSON.stringify(ids))).toEqual(ids);
    const first = await finish(client as never, ids);
    expect(first.files.length).toBeGreaterThan(0);
    const known = all.find((one) => one.vendor === vendor.name)?.operations ?? [];
    const next = known.find(({ name }) => name === resumedBy) as unknown as Any | undefined;
    if (next) {
      expect(v.safeParse(next.input, ids)).toMatchObject({ success: true });
      const again = await next.finish(client as never, await next.start(client as never, ids));
      expect(again.files).toHaveLength(first.files.length);
    }
    expect(world.ledger.cost() - before).toBe(charged);
  });
});
