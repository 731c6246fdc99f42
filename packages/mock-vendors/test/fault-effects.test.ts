import { createConnection } from 'node:net';
import { type FaultEffect, mockVendors } from '@api-repack/mock-vendors';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { wholeOf } from '../src/engine/exchange.ts';
import { contentOf, storeObject } from '../src/vendors/aliyun-oss/index.ts';
import { openMsw, openPort } from './helpers/adapters.ts';
import { listen } from './helpers/callback-server.ts';
import { fangtang } from './helpers/fangtang.ts';
import { account, img_url, lufff } from './helpers/lufff.ts';
import { jpeg } from './helpers/pictures.ts';
import { ended, picwish } from './helpers/picwish.ts';
import { plainOss } from './helpers/plain-oss.ts';

const mockWith = (effect: FaultEffect) => {
  const mock = fangtang();
  mock.world.faults.add({ vendor: 'fangtang', effect });
  return mock;
};

it('cuts, garbles and mislabels what was answered', async () => {
  const nums = async (effect: FaultEffect) => {
    const { status, headers, body } = await mockWith(effect).ask('company/nums', {});
    return { status, type: headers['content-type'], body: Buffer.from(body) };
  };
  const text = JSON.stringify({ code: 200, data: { code: 'hiliad', nums: 98 } });
  const type = 'text/html';
  expect(await nums({ damage: { body: 'half', contentType: type } })).toEqual({
    ...{ status: 200, type },
    body: Buffer.from(text.slice(0, text.length / 2)),
  });
  const { body } = await nums({ damage: { body: 'garbage', contentType: type } });
  expect(body).toHaveLength(text.length);
  expect(body.toString('utf8')).toContain('\ufffd');
});

it('damages a picture so that it cannot be decoded, but looks right', async () => {
  const { world, send } = plainOss();
  const picture = sharp({ create: { width: 90, height: 90, channels: 3, background: '#345' } });
  const bytes = await picture.png().toBuffer();
  storeObject(world, { bucket: 'make-cv', key: 'a.png', type: 'image/png', content: await contentOf(bytes) });
  world.faults.add({ vendor: 'aliyun-oss', effect: { damage: { body: 'corrupt' } } });
  const { status, headers, body } = await send({ path: '/make-cv/a.png' });
  expect([status, headers['content-type']]).toEqual([200, 'image/png']);
  const damaged = await wholeOf(body);
  expect(damaged).toHaveLength(bytes.length);
  expect(await sharp(damaged).metadata()).toMatchObject({ format: 'png', width: 90 });
  await expect(sharp(damaged).raw().toBuffer()).rejects.toThrow();
});

it('delays with a jitter that the seed decides', async () => {
  const mock = mockWith({ delayMs: 1_000, jitterMs: 500 });
  const answered = mock.ask('company/nums', {});
  await expect.poll(() => mock.clock.lastTimer).toBeDefined();
  const wait = (mock.clock.lastTimer ?? 0) - mock.clock.now();
  expect(wait).toBeGreaterThan(500);
  expect(wait).toBeLessThan(1_500);
  expect(wait).not.toBe(1_000);
  mock.clock.advance(wait);
  expect(await answered).toMatchObject({ status: 200 });
});

it('sends a body slowly, on the clock of its world', async () => {
  const oss = plainOss();
  await oss.ask({ method: 'PUT', body: 'x'.repeat(100) });
  oss.world.faults.add({ vendor: 'aliyun-oss', effect: { damage: { slowMs: 10_000 } } });
  const { body } = await oss.ask();
  let size = 0;
  const read = (async () => {
    for await (const chunk of body as AsyncIterable<Uint8Array>) size += chunk.length;
  })();
  for (let second = 1; second <= 10; second++) {
    await expect.poll(() => oss.clock.lastTimer).toBeDefined();
    expect(size).toBe((second - 1) * 10);
    oss.clock.advance(1_000);
  }
  await read;
  expect(size).toBe(100);
});

/** What a socket hears until it is closed, and how that happens. */
async function heard(effect: FaultEffect, nth = 1): Promise<{ text: string; how: string }> {
  const adapter = await openPort({ vendors: mockVendors.filter(({ name }) => name === 'fangtang') });
  adapter.world.faults.add({ vendor: 'fangtang', nth, effect });
  const { hostname, port } = new URL(adapter.origins.fangtang ?? '');
  const socket = createConnection({ host: hostname, port: Number(port) });
  // All at once, if there are several.
  socket.write('POST /api/third/company/nums HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n'.repeat(nth));
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  const how = await new Promise<string>((resolve) => {
    socket.on('error', ({ message }) => resolve(message));
    socket.on('end', () => resolve('FIN'));
  });
  socket.destroy();
  expect(adapter.world.journal.entries[nth - 1]).toMatchObject({ fault: effect });
  return { text, how };
}

it.each([
  ['before', '', 'reset'],
  ['during', 'HTTP/1.1 200 OK', 'reset'],
  ['after', '', 'reset'],
  ['before', '', 'close'],
  ['during', 'HTTP/1.1 200 OK', 'close'],
  ['after', '', 'close'],
] as const)('breaks the connection %s the call is handled, after %j: %s', async (when, head, connection) => {
  const { text, how } = await heard({ connection, when });
  expect(text.startsWith(head)).toBe(true);
  if (head === '') expect(text).toBe('');
  else expect(text).not.toContain('token不合法"}');
  expect(how).toMatch(connection === 'reset' ? /ECONNRESET/ : 'FIN');
});

it.each([
  ['before', 'reset'],
  ['after', 'close'],
] as const)('breaks it also behind calls that came with it: %s, %s', async (when, connection) => {
  const { text, how } = await heard({ connection, when }, 3);
  // A reset may overtake what was sent before it.
  if (connection === 'close') expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  expect(how).toMatch(connection === 'reset' ? /ECONNRESET/ : 'FIN');
});

it('handles the call, or does not, before it breaks the connection', async () => {
  for (const [when, cost] of [
    ['before', 0],
    ['during', 1],
    ['after', 1],
  ] as const) {
    const mock = mockWith({ connection: 'reset', when });
    await mock.ask('uploads', { seq: 'repair', platform: 'pc', file: jpeg });
    expect(mock.world.cost()).toBe(cost);
  }
});

it('promises another length than it sends', async () => {
  const adapter = await openPort({ vendors: mockVendors.filter(({ name }) => name === 'fangtang') });
  adapter.world.faults.add({ vendor: 'fangtang', effect: { damage: { lengthOff: -5 } } });
  const response = await fetch(`${adapter.origins.fangtang}/api/third/company/nums`, { method: 'POST' });
  expect(await response.text()).not.toMatch(/}$/);
});

it('refuses what an adapter cannot do, before it and after it is opened', () => {
  const { world } = openMsw();
  const effect = { connection: 'reset' } as const;
  const refused = 'MSW cannot do {"connection":"reset"}, and would do something weaker';
  expect(() => world.faults.add({ vendor: 'fangtang', effect })).toThrow(refused);
  expect(() => world.faults.add({ vendor: 'fangtang', effect: { damage: { lengthOff: 1 } } })).toThrow(
    'MSW cannot',
  );
  expect(world.faults.state).toEqual([]);
  world.faults.add({ vendor: 'fangtang', effect: { damage: { body: 'half' } } });
});

describe('a dead result', () => {
  const dead = { result: 'dead' } as const;

  it('is not found at Fangtang, though it was paid for', async () => {
    const { world, clock, ask, get } = mockWith(dead);
    const statuses = [];
    for (const _ of [1, 2]) {
      const { body } = await ask('uploads', { seq: 'repair', platform: 'pc', file: jpeg });
      clock.advance(10_000);
      const download = await ask('download', { mdf: body.data.mdf[0] });
      statuses.push((await get(download.body.data.url)).status);
    }
    expect([statuses, world.cost()]).toEqual([[404, 200], 2]);
  });

  it.each(['picwish', 'picwish-web'] as const)('is not found where %s keeps it', async (vendor) => {
    const mock = picwish();
    mock.world.faults.add({ vendor, effect: dead });
    const { image } =
      vendor === 'picwish' ? await ended(mock, 'visual/scale', { image_file: jpeg }) : await drawn(mock);
    const { status, body } = await mock.get(image);
    expect([status, String(body)]).toEqual([404, expect.stringContaining('NoSuchKey')]);
    mock.world.faults.expectFired();
  });

  it('stays dead at Lufff, whatever comes after it', async () => {
    const { world, ask, get } = lufff();
    world.faults.add({ vendor: 'lufff', effect: dead });
    const statuses = [];
    const urls = [];
    for (const _ of [1, 2])
      urls.push((await ask('rm_pic_bg', { ...account, img_url })).body.data.rm_bg_pic_url);
    for (const url of urls) statuses.push((await get(url)).status);
    expect([statuses, world.cost()]).toEqual([[404, 200], 2]);
  });
});

/** A picture of the web API, which needs no upload. */
async function drawn({ web, clock }: ReturnType<typeof picwish>) {
  const login = { telephone: '13800138000', password: 'mock-password' };
  const { api_token } = (await web('POST', '/base/passport/v2/login/telephone', login)).body.data;
  const path = '/app/picwish/tasks/login/external/text-to-image';
  const { task_id } = (await web('POST', path, { prompt: 'a cat' }, api_token)).body.data;
  clock.advance(10_000);
  const { data } = (await web('GET', `${path}/${task_id}`, undefined, api_token)).body;
  return data.images[0];
}

const put = { method: 'PUT', body: 'hello' };
const callbackTo = (callbackUrl: string) => ({
  'x-oss-callback': Buffer.from(JSON.stringify({ callbackUrl, callbackBody: 'a=b' })).toString('base64'),
});

it.each([
  ['lost', 203, 0],
  ['twice', 200, 2],
] as const)('makes a callback of OSS %s', async (callback, status, times) => {
  const server = await listen({ body: '{}' });
  const oss = plainOss();
  oss.world.faults.add({ vendor: 'aliyun-oss', effect: { callback } });
  expect(await oss.ask({ ...put, headers: callbackTo(server.url) })).toMatchObject({ status });
  expect(server.told).toHaveLength(times);
});

it('makes a callback of OSS late, and gives up on it if it is too late', async () => {
  const server = await listen({ body: '{}' });
  for (const [lateMs, status] of [
    [3_000, 200],
    [60_000, 203],
  ] as const) {
    const oss = plainOss();
    oss.world.faults.add({ vendor: 'aliyun-oss', effect: { callback: 'late', lateMs } });
    const answered = oss.ask({ ...put, headers: callbackTo(server.url) });
    const before = server.told.length;
    await expect.poll(() => oss.clock.lastTimer).toBeDefined();
    oss.clock.advance(5_000);
    expect(await answered).toMatchObject({ status });
    oss.clock.advance(55_000);
    await expect.poll(() => server.told.length).toBe(before + 1);
  }
});

it.each([
  ['lost', 0],
  ['twice', 2],
  ['late', 1],
] as const)('makes a callback of PicWish %s', async (callback, times) => {
  const server = await listen({ body: '{}' });
  const mock = picwish();
  mock.world.faults.add({ vendor: 'picwish', effect: { callback, lateMs: 7_000 } });
  await mock.create('visual/scale', { image_file: jpeg, callback_url: server.url });
  mock.clock.advance(10_000);
  if (callback === 'late') {
    await expect.poll(() => mock.clock.lastTimer).toBeDefined();
    expect(server.told).toEqual([]);
    mock.clock.advance(7_000);
  }
  await expect.poll(() => server.told.length).toBe(times);
});
