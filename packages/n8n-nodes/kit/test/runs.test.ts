import { describe, expect, it } from 'vitest';
import { startToy, withFile } from './helpers/toy-node.ts';
import { outage, refusal } from './helpers/toy-vendor.ts';

const photos = (count: number) =>
  Array.from({ length: count }, (_, index) => withFile(`${index}.png`, { index }));
const oneBad = ({ vendor }: ReturnType<typeof startToy>) => {
  vendor.beforeCharge = (call) => {
    if (call === 2) throw refusal();
  };
};

describe('a run', () => {
  it('gives results in the order of the items, paired with them', async () => {
    const { run } = startToy();
    const output = await run({ items: photos(5) });
    expect(output.map(({ json, pairedItem }) => [json.sourceFileName, pairedItem])).toEqual(
      photos(5).map((_, item) => [`${item}.png`, { item }]),
    );
  });

  it('has only so many items on their way at once', async () => {
    const { run, vendor } = startToy();
    let most = 0;
    vendor.isDone = (id) => {
      const open = vendor.charged.length - Number(id.slice('task-'.length)) + 1;
      most = Math.max(most, open);
      return true;
    };
    await run({ items: photos(6), parameters: { options: { itemsAtOnce: 2 } } });
    expect(most).toBeLessThanOrEqual(2);
  });

  it('that stops at an item names what is paid for', async () => {
    const toy = startToy();
    oneBad(toy);
    const error = await toy.failure({ items: photos(3), parameters: { options: { itemsAtOnce: 1 } } });
    expect(error.context).toMatchObject({
      itemIndex: 1,
      data: { kind: 'bad-input', code: 7, charged: 'no', paid: [{ item: 0, ids: { task_id: 'task-1' } }] },
    });
  });

  it('that continues gives an error item in its place, which n8n takes for an error', async () => {
    const toy = startToy();
    oneBad(toy);
    const output = await toy.run({ items: photos(3), continueOnFail: true });
    expect(output.map(({ json }) => 'error' in json)).toEqual([false, true, false]);
    expect(Object.keys(output[1]?.json ?? {}).sort()).toEqual(['details', 'error', 'message'].sort());
    expect(output[1]).toMatchObject({ pairedItem: { item: 1 }, json: { details: { code: 7 } } });
    expect(output[1]).not.toHaveProperty('binary');
  });

  it('pays once for what an earlier try has paid for', async () => {
    const { run, failure, vendor } = startToy();
    const kept = {};
    vendor.isDone = () => {
      throw outage();
    };
    const error = await failure({ kept });
    expect(error.context.data).toMatchObject({ ids: { task_id: 'task-1' } });
    vendor.isDone = () => true;
    const output = await run({ kept: JSON.parse(JSON.stringify(kept)), executionId: '2' });
    expect(output).toMatchObject([{ json: { id: 'task-1', state: 'done' } }]);
    expect(vendor.charged).toHaveLength(1);
  });

  it('sends nothing beyond the spend limit, and does not count what was not charged', async () => {
    const toy = startToy();
    oneBad(toy);
    const options = { spendLimit: 4, itemsAtOnce: 1 };
    const output = await toy.run({ items: photos(4), parameters: { options }, continueOnFail: true });
    expect(output.map(({ json }) => 'error' in json)).toEqual([false, true, false, true]);
    expect(toy.vendor.charged).toHaveLength(2);
  });

  it('that is canceled keeps the ids of what is paid for in its error', async () => {
    const { failure, vendor } = startToy();
    const cancel = new AbortController();
    vendor.isDone = () => {
      cancel.abort();
      return false;
    };
    const error = await failure({ cancel: cancel.signal });
    expect(error.context.data).toMatchObject({ paid: [{ item: 0, ids: { task_id: 'task-1' } }] });
  });

  it('hints at what it spent, and at what is paid for although it failed', async () => {
    const { run, vendor, hints } = startToy();
    vendor.isDone = (id) => {
      if (id === 'task-2') throw outage();
      return true;
    };
    await run({ items: photos(2), parameters: { options: { itemsAtOnce: 1 } }, continueOnFail: true });
    expect(hints.join()).toMatch(/4 credits/);
    expect(hints.join()).toContain('task-2');
    expect(hints.join()).not.toContain('task-1');
  });

  it('of an agent has all that there is to know in the message of its error', async () => {
    const { failure, vendor } = startToy();
    vendor.isDone = () => {
      throw outage();
    };
    const { message } = await failure({ type: 'n8n-nodes-toy.toyTool' });
    for (const part of ['try again', 'Get Result', 'task-1']) expect(message).toContain(part);
  });

  it('without items does nothing', async () => {
    expect(await startToy().run({ items: [] })).toEqual([]);
  });
});

describe('waiting for a result', () => {
  it('is left to Get Result on request, which takes the ID as it came', async () => {
    const { run, vendor } = startToy();
    vendor.isDone = () => false;
    const [submitted] = await run({ parameters: { waitMode: 'none' } });
    expect(submitted?.json).toMatchObject({ id: 'task-1', state: 'processing', credits: 2 });
    const byId = { operation: 'getResult', id: submitted?.json.id };
    expect(await run({ parameters: { ...byId, waitMode: 'none' } })).toMatchObject([
      { json: { id: 'task-1', state: 'processing' } },
    ]);
    vendor.isDone = () => true;
    expect(await run({ parameters: byId })).toMatchObject([
      { json: { id: 'task-1', state: 'done', credits: 0 }, binary: { data: { fileName: 'task-1-toy.png' } } },
    ]);
    expect(vendor.charged).toHaveLength(1);
  });

  it('ends at its limit with the ids', async () => {
    const { failure, vendor } = startToy();
    vendor.isDone = () => false;
    const error = await failure({ parameters: { options: { waitLimit: 0.05, pollInterval: 0.02 } } });
    expect(error.context.data).toMatchObject({ kind: 'timeout', charged: 'yes', ids: { task_id: 'task-1' } });
  });

  it('is for each of several IDs', async () => {
    const output = await startToy().run({ parameters: { operation: 'getResult', id: 'x, y' } });
    expect(output.map(({ json }) => json.id)).toEqual(['x', 'y']);
  });
});

it('a list is one item a row, in the names of n8n', async () => {
  const output = await startToy().run({ parameters: { operation: 'list', prefix: 'n' } });
  expect(output.map(({ json }) => json)).toEqual([{ rowName: 'na' }, { rowName: 'nb' }]);
});
