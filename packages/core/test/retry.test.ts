import { connect, mayRepeat, VendorError } from '@api-repack/core';
import { expect, it } from 'vitest';
import { json, refused, reset, scriptedHost } from './helpers/scripted-host.ts';
import { toy } from './helpers/toy-vendor.ts';

const busy = json({ error: 7 }, 503);
const done = json({});

function connected(...script: Parameters<typeof scriptedHost>) {
  const scripted = scriptedHost(...script);
  return { ...scripted, client: connect(toy, { host: scripted.host, credentials: { key: 'k3y' } }) };
}

it('repeats what costs nothing, waiting twice as long each time', async () => {
  const { client, requests, slept } = connected(busy, reset(), done);
  await client.find({ id: '1' });
  expect(requests).toHaveLength(3);
  expect(slept).toEqual([500, 1_000]);
});

it('gives up after two repeats and says why', async () => {
  const { client, requests } = connected(busy);
  await expect(client.find({ id: '1' })).rejects.toMatchObject({ kind: 'unavailable', context: { code: 7 } });
  expect(requests).toHaveLength(3);
});

it('repeats what charges only once for the same thing', async () => {
  const { client, requests } = connected(reset(), done);
  await client.send({ file: [] });
  expect(requests).toHaveLength(2);
});

it.each([
  ['the vendor is busy', busy],
  ['the connection breaks after bytes may have left', reset()],
  ['the vendor answers nonsense', { body: '{"err' }],
  ['the vendor asks for a pause', { status: 429, headers: { 'retry-after': '1' } }],
])('never repeats what charges each time when %s', async (_, trouble) => {
  const { client, requests } = connected(trouble);
  await expect(client.make({ size: 1 })).rejects.toThrow();
  expect(requests).toHaveLength(1);
});

it('repeats what charges each time when it certainly never left', async () => {
  const { client, requests } = connected(refused(), done);
  await client.make({ size: 1 });
  expect(requests).toHaveLength(2);
});

it('tells whether a broken call may have been charged', async () => {
  const maybe = connected(reset()).client.make({ size: 1 });
  await expect(maybe).rejects.toMatchObject({
    context: { sent: true, hint: expect.stringMatching(/may have .*charged/) },
  });
  const free = connected(reset()).client.find({ id: '1' });
  await expect(free).rejects.toMatchObject({ context: { hint: expect.not.stringMatching(/charged/) } });
  const unsent = connected(refused()).client.make({ size: 1 });
  await expect(unsent).rejects.toMatchObject({
    context: { sent: false, hint: expect.not.stringMatching(/charged/) },
  });
});

it('waits as long as the vendor asks', async () => {
  const { client, slept } = connected({ status: 429, headers: { 'retry-after': '7' } }, done);
  await client.find({ id: '1' });
  expect(slept).toEqual([7_000]);
});

it('does not wait for hours: the caller decides', async () => {
  const { client, slept } = connected({ status: 503, headers: { 'retry-after': '7200' } }, done);
  await expect(client.find({ id: '1' })).rejects.toMatchObject({ context: { retryAfterMs: 7_200_000 } });
  expect(slept).toEqual([]);
});

it('puts fresh credentials on each attempt', async () => {
  const { client, requests } = connected(busy, done);
  await client.find({ id: '1' });
  const [first, second] = requests.map(({ headers }) => headers.authorization);
  expect(first).toMatch(/^k3y \d+$/);
  expect(second).not.toBe(first);
});

it('stops waiting when it is canceled', async () => {
  const abort = new AbortController();
  const { host, requests } = scriptedHost(busy);
  const sleep: typeof host.sleep = async (ms, signal) => {
    abort.abort();
    await host.sleep(ms, signal);
  };
  const client = connect(toy, { host: { ...host, sleep }, signal: abort.signal });
  await expect(client.find({ id: '1' })).rejects.toMatchObject({ name: 'VendorError', kind: 'canceled' });
  expect(requests).toHaveLength(1);
});

it.each([
  { when: 'it was sent', script: [], calls: 0 },
  { when: 'it was sent again, for the first try reached nobody', script: [refused()], calls: 1 },
])('tells of a call that was canceled before $when that it was not sent', async ({ script, calls }) => {
  const abort = new AbortController();
  const { host, requests } = scriptedHost(...script);
  const sleep: typeof host.sleep = async (ms, signal) => {
    abort.abort();
    await host.sleep(ms, signal);
  };
  if (calls === 0) abort.abort();
  const client = connect(toy, { host: { ...host, sleep }, signal: abort.signal });
  await expect(client.make({ size: 1 })).rejects.toMatchObject({
    kind: 'canceled',
    context: { sent: false },
  });
  expect(requests).toHaveLength(calls);
});

it('does not cut off what charges for a reason that is not its own', async () => {
  const [signal, chargeSignal] = [new AbortController().signal, new AbortController().signal];
  const { host, requests } = scriptedHost(done);
  const client = connect(toy, { host, signal, chargeSignal });
  await client.make({ size: 1 });
  await client.find({ id: '1' });
  expect(requests[0]?.signal).toBe(chargeSignal);
  expect(requests[1]?.signal).toBe(signal);
});

it('repeats nothing that is not known to be safe', () => {
  const error = (kind: 'timeout' | 'auth') => new VendorError(kind, '', { vendor: 'toy', endpoint: 'find' });
  expect(mayRepeat(undefined, error('timeout'))).toBe(false);
  expect(mayRepeat(undefined, error('auth'))).toBe(false);
  expect(mayRepeat(undefined, new Error('a bug'))).toBe(false);
});
