import { connect, limiter } from '@api-repack/core';
import { expect, it } from 'vitest';
import { json, scriptedHost } from './helpers/scripted-host.ts';
import { toy } from './helpers/toy-vendor.ts';

const rate = { calls: 2, perMs: 1_000 };

function limited() {
  const { host, slept } = scriptedHost();
  const take = limiter(rate, host);
  const start = host.now();
  const turns: string[] = [];
  const turn = async (name: string, signal?: AbortSignal) => {
    await take(signal);
    turns.push(`${name} at ${host.now() - start}`);
  };
  return { host, slept, turn, turns };
}

it('lets no more than the allowed calls through in any span, in the order in which they came', async () => {
  const { turn, turns } = limited();
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => turn(name)));
  expect(turns).toEqual(['a at 0', 'b at 0', 'c at 1000', 'd at 1000', 'e at 2000']);
});

it('does not wait where enough time has passed', async () => {
  const { host, slept, turn } = limited();
  await turn('a');
  await turn('b');
  await host.sleep(1_000);
  await turn('c');
  expect(slept).toEqual([1_000]);
});

it('counts the time that has passed', async () => {
  const { host, turn, turns } = limited();
  await turn('a');
  await host.sleep(600);
  await turn('b');
  await turn('c');
  await turn('d');
  expect(turns).toEqual(['a at 0', 'b at 600', 'c at 1000', 'd at 1600']);
});

it('counts from the answer on, since nobody knows how long a call was on its way', async () => {
  const { host } = scriptedHost();
  const start = host.now();
  const take = limiter(rate, host);
  const [slow, quick] = [await take(), await take()];
  await host.sleep(300);
  quick.answered();
  await host.sleep(200);
  slow.answered();
  await Promise.all([take(), take()]);
  expect(host.now() - start).toBe(1_500);
});

it('does not count a call again that took longer than the span', async () => {
  const { host, slept } = scriptedHost();
  const take = limiter({ calls: 1, perMs: 1_000 }, host);
  const { answered } = await take();
  await host.sleep(5_000);
  answered();
  await take();
  expect(slept).toEqual([5_000]);
});

it('lets go of who is canceled at once, and gives the turn to the next', async () => {
  const { turn, turns } = limited();
  const abort = new AbortController();
  const calls = [turn('a'), turn('b'), turn('c', abort.signal), turn('d')];
  abort.abort(new Error('enough'));
  await expect(calls[2]).rejects.toThrow('enough');
  await Promise.all([calls[0], calls[1], calls[3]]);
  expect(turns).toEqual(['a at 0', 'b at 0', 'd at 1000']);
});

it('lets who is urgent overtake all others, also while one of them waits', async () => {
  const { host } = scriptedHost();
  const take = limiter({ calls: 1, perMs: 1_000 }, host);
  const turns: string[] = [];
  await take();
  const calls = ['a', 'b', 'URGENT', 'c'].map((name) =>
    take(undefined, name === 'URGENT').then(() => turns.push(name)),
  );
  await Promise.all(calls);
  expect(turns).toEqual(['URGENT', 'a', 'b', 'c']);
});

it('does not keep who is canceled in the queue behind a sleeper', async () => {
  const { host } = scriptedHost();
  const take = limiter({ calls: 1, perMs: 1_000 }, { now: host.now, sleep: () => new Promise(() => {}) });
  await take();
  void take();
  const abort = new AbortController();
  const third = take(abort.signal);
  abort.abort(new Error('enough'));
  await expect(third).rejects.toThrow('enough');
});

it('never waits longer than the span, even if the clock was set back', async () => {
  let now = 1_000_000;
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    now += ms;
  };
  const take = limiter(rate, { now: () => now, sleep });
  await take();
  await take();
  now = 0;
  await take();
  expect(slept).toEqual([1_000]);
});

it("keeps a vendor's rate over all calls of a connection, repeated ones too", async () => {
  const busy = json({ error: 7 });
  const { host, slept } = scriptedHost(busy, json({}), json({}), json({}));
  const client = connect(
    { ...toy, rate },
    { host, credentials: { key: 'k3y' }, retry: { times: 1, firstMs: 0 } },
  );
  await client.find({ id: 'a' });
  await client.find({ id: 'b' });
  await client.find({ id: 'c' });
  expect(slept).toEqual([0, 1_000]);
});

it('does not send a call that cannot be counted', async () => {
  const { host, requests } = scriptedHost(json({}));
  const away = () => Promise.reject(new Error('the store is away'));
  const options = { host, credentials: { key: 'k3y' }, retry: { times: 0, firstMs: 0 } };
  const client = connect(toy, { ...options, limiter: limiter(rate, host, away) });
  await expect(client.make({ size: 1 })).rejects.toMatchObject({
    kind: 'unavailable',
    charged: 'no',
    context: { sent: false },
  });
  expect(requests).toEqual([]);
});

it('reports a call that is canceled while it waits for its turn', async () => {
  const { host, requests } = scriptedHost(json({}));
  const abort = new AbortController();
  const options = { host, credentials: { key: 'k3y' }, signal: abort.signal };
  const client = connect(toy, { ...options, limiter: () => Promise.reject(new Error('aborted')) });
  abort.abort();
  await expect(client.find({ id: 'a' })).rejects.toMatchObject({
    kind: 'canceled',
    context: { sent: false },
  });
  expect(requests).toEqual([]);
});
