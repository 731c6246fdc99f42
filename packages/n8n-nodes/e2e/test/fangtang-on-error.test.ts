import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  type FangtangLab,
  fault,
  notAPicture,
  photo,
  type RunOptions,
  secretKey,
  startFangtang,
} from './helpers/fangtang.ts';

const oneBadOf50 = Array.from({ length: 50 }, (_, index) => (index === 30 ? notAPicture : photo(10 + index)));
const oneBad = [photo(10, { name: 'a' }), notAPicture, photo(12, { name: 'c' })];

describe('with one bad item of three, the setting "On Error"', () => {
  const details = {
    kind: 'unsupported',
    vendor: 'fangtang',
    endpoint: 'uploads',
    code: 9005,
    status: 200,
    charged: 'no',
  };

  it('stops, and names what is already paid for', async () => {
    const { run, world } = await startFangtang();
    const { status, error } = await run({ items: oneBad, parameters: { options: { itemsAtOnce: 1 } } });
    expect(status).toBe('error');
    expect(error?.context.itemIndex).toBe(1);
    const paid = world.ledger.entries.map(({ reference }) => reference);
    expect(paid).toHaveLength(1);
    expect(error?.description).toContain(paid[0]);
    expect(error?.context.data).toMatchObject({ ...details, paid: [{ item: 0, ids: { mdf: paid[0] } }] });
  });

  it('continues with regular output: results and errors in the order of the items', async () => {
    const { run } = await startFangtang();
    const { status, items } = await run({ items: oneBad, node: { onError: 'continueRegularOutput' } });
    expect(status).toBe('success');
    const output = items('Fangtang');
    expect(output).toMatchObject([
      { json: { width: 10 }, pairedItem: { item: 0 } },
      { pairedItem: { item: 1 } },
      { json: { width: 12 }, pairedItem: { item: 2 } },
    ]);
    expect(output[1]?.json).toMatchObject({
      error: expect.stringContaining('9005'),
      message: expect.any(String),
      details,
    });
    expect(output[1]).not.toHaveProperty('binary');
  });

  it('continues with an error output: errors leave there, with the input below them', async () => {
    const { run } = await startFangtang();
    const { status, items } = await run({ items: oneBad, node: { onError: 'continueErrorOutput' } });
    expect(status).toBe('success');
    expect(items('Fangtang', 0)).toMatchObject([{ pairedItem: { item: 0 } }, { pairedItem: { item: 2 } }]);
    expect(items('Fangtang', 1)).toMatchObject([{ json: { name: 'b', error: expect.any(String), details } }]);
  });

  it.each([
    { onError: 'continueRegularOutput' as const, good: 50, bad: 0 },
    { onError: 'continueErrorOutput' as const, good: 49, bad: 1 },
  ])('loses none of the other 49 items ($onError)', async ({ onError, good, bad }) => {
    const { run, world } = await startFangtang();
    const { items } = await run({ items: oneBadOf50, node: { onError } });
    expect([items('Fangtang', 0).length, items('Fangtang', 1).length]).toEqual([good, bad]);
    expect(world.ledger.cost()).toBe(49);
  });

  it('stops after one of 50, and names each picture that is paid for', async () => {
    const { run, world } = await startFangtang();
    const { error } = await run({ items: oneBadOf50 });
    expect(error?.context.itemIndex).toBe(30);
    const data = error!.context.data as { paid: { ids: { mdf: string[] } }[] };
    const paid = world.ledger.entries.map(({ reference }) => reference);
    expect(data.paid.flatMap(({ ids }) => ids.mdf).toSorted()).toEqual(paid.toSorted());
  });

  it('continues also when the credential is useless, with an error for each item', async () => {
    const { run } = await startFangtang();
    const node = { onError: 'continueErrorOutput' as const };
    const { items } = await run({ items: oneBad, node, credentials: { baseUrl: 'nowhere' } });
    expect(items('Fangtang', 0)).toEqual([]);
    expect(items('Fangtang', 1)).toHaveLength(3);
  });

  it('keeps the good files of an item that has a bad one', async () => {
    const { run, world } = await startFangtang();
    const binary = { ...photo(10).binary, bad: notAPicture.binary.data };
    const parameters = { binaryField: 'data,bad' };
    const { items } = await run({
      items: [{ json: {}, binary }],
      parameters,
      node: { onError: 'continueErrorOutput' },
    });
    expect(items('Fangtang', 0)).toMatchObject([{ json: { state: 'done' }, pairedItem: { item: 0 } }]);
    expect(items('Fangtang', 1)).toMatchObject([{ json: { details: { code: 9005 } } }]);
    expect(world.ledger.cost()).toBe(1);
  });
});

describe('the secret and the tokens', () => {
  const everything = (value: unknown) =>
    inspect(value, { depth: 30, showHidden: true, maxStringLength: null });

  it.each([
    { name: 'success', run: {} },
    { name: 'a refusal', run: { credentials: { thirdCode: 'nobody' } } },
    { name: 'a lost connection', run: fault('uploads', { connection: 'reset' }) },
    { name: 'an answer that quotes them', run: echo },
    { name: 'errors as items', run: { items: oneBad, node: { onError: 'continueRegularOutput' as const } } },
  ])('are nowhere in the data of an execution after $name', async ({ run }) => {
    const shop = await startFangtang();
    const { data } = await shop.run(typeof run === 'function' ? run(shop) : run);
    expect(everything(data)).toContain('Fangtang');
    expect(everything(data)).not.toContain(secretKey);
    expect(everything(data)).not.toMatch(/[0-9a-f]{32},\d{10}/);
  });

  function echo(shop: FangtangLab): RunOptions {
    const msg = `bad ${secretKey} 5484490c8e797dabe52af90ab8bd1e50,1629962357`;
    const body = JSON.stringify({ code: 9000, errno: 9999, msg });
    return fault('uploads', { response: { status: 200, body } })(shop);
  }
});
