import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type FangtangLab, notAPicture, photo, startFangtang } from './helpers/fangtang.ts';

const photos = (count: number) => Array.from({ length: count }, (_, index) => photo(10 + index));

async function openLargeShop(): Promise<FangtangLab> {
  const shop = await startFangtang({ taskTiming: { mode: 'manual' } });
  shop.channel.left = 1_000;
  shop.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 1_000, effect: { delayMs: 20 } });
  return shop;
}

const paid = ({ world }: FangtangLab) => world.ledger.entries.map(({ reference }) => reference);

describe('a batch', () => {
  it('waits for all its tasks together, while files are moved three at a time', async () => {
    const shop = await openLargeShop();
    const { world, run, calls } = shop;
    const underWay = { uploads: 0, result: 0 };
    world.journal.listen(({ endpoint }) => {
      for (const name of ['uploads', 'result'] as const) {
        const open = world.journal.entries.filter((entry) => entry.endpoint === name && entry.status === 0);
        underWay[name] = Math.max(underWay[name], open.length);
      }
      if (endpoint === 'uploads' && paid(shop).length === 30)
        for (const id of paid(shop)) world.tasks.force(id, 'done');
    });
    const { items, error } = await run({ items: photos(30) });
    expect(error).toBeUndefined();
    expect(items('Fangtang').map(({ json, pairedItem }) => [json.sourceFileName, pairedItem])).toEqual(
      photos(30).map((_, item) => [`photo-${10 + item}.png`, { item }]),
    );
    expect(underWay.uploads).toBeGreaterThan(1);
    expect(underWay.uploads).toBeLessThanOrEqual(3);
    expect(underWay.result).toBeLessThanOrEqual(3);
    expect(calls('download')).toBe(30);
  });

  it('fetches results while photos still wait to be sent, for results expire', async () => {
    const { world, run } = await startFangtang();
    const effect = { delayMs: 20 };
    world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 60, effect });
    await run({ items: photos(40) });
    const order = world.journal.entries.map(({ endpoint }) => endpoint);
    expect(order.indexOf('result')).toBeLessThan(order.lastIndexOf('uploads') / 2);
  });

  it('ends with nothing still under way', async () => {
    const { world, run, calls } = await startFangtang();
    const effect = { response: { status: 404, body: '' } };
    world.faults.add({ vendor: 'fangtang', endpoint: 'result', times: 5, effect });
    const names = ['data', 'b', 'c', 'd', 'e'];
    const binary = Object.fromEntries(names.map((name, n) => [name, photo(10 + n).binary!.data!]));
    const parameters = { binaryField: names.join() };
    const node = { onError: 'continueRegularOutput' as const };
    await run({ items: [{ json: {}, binary }], parameters, node });
    expect(calls('result')).toBe(5);
  });

  it('asks for the states of its tasks with one request', async () => {
    const { run, calls } = await startFangtang();
    const uploaded = await run({ items: photos(30), parameters: { waitMode: 'none' } });
    const items = uploaded.items('Fangtang').map(({ json }) => ({ json }));
    const asked = await run({ items, parameters: { operation: 'getStatus', id: '={{ $json.id }}' } });
    expect(asked.items('Fangtang')).toHaveLength(30);
    expect(calls('status')).toBe(1);
  });

  it('has twenty pictures on their way with V1, which is asked for each of them', async () => {
    const { start, called, calls } = await startFangtang({ taskTiming: { mode: 'manual' } });
    const execution = start({ items: photos(30), parameters: { operation: 'restoreV1' } });
    await called('photoUpload', 20);
    await called('photoStatus', calls('photoStatus') + 60);
    expect(calls('photoUpload')).toBe(20);
    execution.cancel();
    await execution.finished;
  });

  it('that stops sends nothing more, and names all that is paid for', async () => {
    const shop = await openLargeShop();
    const { error } = await shop.run({ items: [notAPicture, ...photos(40)] });
    expect(error?.context.itemIndex).toBe(0);
    expect(shop.calls('uploads')).toBeLessThanOrEqual(3);
    expect(paid(shop).length).toBeGreaterThan(0);
    for (const id of paid(shop)) expect(JSON.stringify(error?.context.data)).toContain(id);
  });

  it('that stopped goes on when it is tried again, and pays once for each', async () => {
    const shop = await startFangtang();
    shop.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { error: 'uploadFailed' } });
    const { data, status } = await shop.run({ items: photos(40) });
    expect(status).toBe('error');
    const retried = await shop.run({ retry: data });
    expect(retried.items('Fangtang')).toHaveLength(40);
    expect([shop.calls('uploads'), shop.world.ledger.cost()]).toEqual([41, 40]);
  });

  it('that is canceled sends nothing more', async () => {
    const shop = await openLargeShop();
    const execution = shop.start({ items: photos(40) });
    await shop.called('uploads', 3);
    execution.cancel();
    expect((await execution.finished).status).toBe('canceled');
    expect(shop.calls('uploads')).toBeLessThanOrEqual(16);
  });
});

describe('a long run', () => {
  it('tells every few seconds how far it is, and when all is done within them nothing', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { run, world } = await startFangtang();
    let itemMs = 2_000;
    world.journal.listen(({ endpoint, status }) => {
      if (endpoint === 'result' && status !== 0) vi.setSystemTime(Date.now() + itemMs);
    });
    const messages: unknown[] = [];
    const batch = {
      items: [photo(10), notAPicture, ...photos(4)],
      parameters: { options: { itemsAtOnce: 1 } },
      node: { onError: 'continueRegularOutput' as const },
      onMessage: (message: unknown) => messages.push(message),
    };
    await run(batch);
    expect(messages).toEqual([{ source: '[Node: "Fangtang"]', messages: ['4 of 6 items done, 1 failed'] }]);
    itemMs = 900;
    await run(batch);
    expect(messages).toHaveLength(1);
  });
});

it('one image that Fangtang cannot process does not fail those whose states are read with it', async () => {
  const { run } = await startFangtang();
  const items = [...photos(5), photo(2)];
  const parameters = { preset: '', steps: ['scratch'], options: { waitLimit: 5 } };
  const done = await run({ items, parameters, node: { onError: 'continueRegularOutput' } });
  expect(done.items('Fangtang').filter(({ json }) => !('error' in json)).length).toBeGreaterThanOrEqual(5);
});
