import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ManagedStore, memoryStore } from '@api-repack/core';
import { sqliteStore } from '@api-repack/core/node';
import { expect, onTestFinished, test } from 'vitest';
import { createGateway } from '../src/index.ts';
import { openStore } from '../src/open-store.ts';
import { startService } from '../src/serve.ts';
import { loggerFor } from '../src/service/logger.ts';
import { readSettings } from '../src/settings.ts';
import { answerOf, fangtangChannel, type Opened, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

const keyed = { ...fangtangChannel, 'idempotency-key': 'a' };

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Another gateway in front of the same vendors, as after a restart or behind the same balancer. */
async function openSecond({ host, origins }: Opened, store: ManagedStore) {
  const { app } = await createGateway({ host, baseUrls: origins, store });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  return async (path: string, body: FormData, headers: Record<string, string> = keyed) =>
    answerOf(await fetch(origin + path, { method: 'POST', body, headers }));
}

const form = () => {
  const body = new FormData();
  body.append('image_file', photo);
  return body;
};

test('what an earlier gateway paid for is not paid again', async () => {
  const name = `sqlite:${join(openFolder(), 'payments.sqlite')}`;
  const store = await openStore(name);
  const first = await openGateway({ store });
  const { json } = await first.post('/fangtang/restore', { image_file: photo }, keyed);
  await first.app.close();
  await store.close();
  const reopened = await openStore(name);
  onTestFinished(() => reopened.close());
  const second = await openSecond(first, reopened);
  expect((await second('/fangtang/restore', form())).json).toEqual(json);
  expect(first.world.ledger.cost()).toBe(1);
});

test("two gateways with one store keep a vendor's rate together", async () => {
  const opened = await openGateway();
  const folder = openFolder();
  const stores = [1, 2].map(() => sqliteStore(join(folder, 'payments.sqlite'), opened.clock));
  const apps = await Promise.all(stores.map((store) => openSecond(opened, store)));
  onTestFinished(async () => {
    for (const store of stores) await store.close();
  });
  const headers = { 'x-api-key': 'mock-picwish-key' };
  for (const post of [...apps, ...apps, ...apps])
    expect((await post('/picwish/balance', new FormData(), headers)).status).toBe(200);
  expect(opened.world.journal.entries.filter(({ status }) => status === 429)).toEqual([]);
});

test('while turns cannot be taken, a call is refused as the fault of the gateway and not of the vendor', async () => {
  const away = () => Promise.reject(new Error('away'));
  const { post, world } = await openGateway({ store: { ...memoryStore(), turns: { take: away } } });
  for (const path of ['/picwish/balance', '/picwish/colorization']) {
    const form = path.endsWith('balance') ? {} : { image_file: photo };
    const { status, headers, json } = await post(path, form, { 'x-api-key': 'mock-picwish-key' });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).not.toBeNull();
    expect(json.error).toMatchObject({ kind: 'unavailable', vendor: null, charged: 'no' });
  }
  expect(world.journal.entries).toEqual([]);
});

test('two gateways with one store pay once for one key', async () => {
  const store = memoryStore();
  const first = await openGateway({ store });
  // An object of its own, so that the two do not share calls in this process.
  const second = await openSecond(first, { ...store });
  const answers = await Promise.all([
    first.post('/fangtang/restore', { image_file: photo }, keyed),
    second('/fangtang/restore', form()),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers[0]?.json.mdf).toBe(answers[1]?.json.mdf);
  expect(first.world.ledger.cost()).toBe(1);
});

test('two names of one file are one store', async () => {
  const folder = openFolder();
  const file = join(folder, 'payments.sqlite');
  const one = await openStore(`sqlite:${file}`);
  symlinkSync(file, join(folder, 'link.sqlite'));
  const other = await openStore(`sqlite:${join(folder, 'link.sqlite')}`);
  onTestFinished(async () => void (await Promise.all([one.close(), other.close()])));
  const first = await openGateway({ store: one });
  const second = await openSecond(first, other);
  const answers = await Promise.all([
    first.post('/fangtang/restore', { image_file: photo }, keyed),
    second('/fangtang/restore', form()),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(first.world.ledger.cost()).toBe(1);
});

test('what was being paid when a gateway was killed is not sent again', async () => {
  const store = memoryStore();
  const gateway = await openGateway({ store });
  gateway.world.faults.add({ vendor: 'fangtang', endpoint: 'status', effect: { error: 'badToken' } });
  await gateway.post('/fangtang/restore', { image_file: photo }, keyed);
  for await (const { key, version, record } of store.list()) {
    const since = gateway.clock.now();
    const { content } = record;
    await store.put(key, { state: 'paying', owner: 'killed', since, leaseUntil: since, content }, version);
  }
  const { status, json } = await gateway.post('/fangtang/restore', { image_file: photo }, keyed);
  expect([status, json.error.kind, json.error.charged]).toEqual([409, 'doubtful', 'maybe']);
});

test('the same key at another address of the vendor is another payment', async () => {
  const store = memoryStore();
  const first = await openGateway({ store });
  const second = await openGateway({ store });
  for (const { post } of [first, second]) {
    const { headers } = await post('/fangtang/restore', { image_file: photo }, keyed);
    expect(headers.has('idempotency-replayed')).toBe(false);
  }
});

test('while payments cannot be recorded nothing is sent, /readyz says so, and all heals by itself', async () => {
  const lines: string[] = [];
  const logger = loggerFor('error', { write: (line) => void lines.push(line) });
  const memory = memoryStore();
  let failure: Error | undefined = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  const store: ManagedStore = {
    ...memory,
    put: async (...record) => {
      if (failure) throw failure;
      return memory.put(...record);
    },
  };
  const { post, origin, world } = await openGateway({ store, logger });
  const restore = () => post('/fangtang/restore', { image_file: photo }, keyed);
  const ready = async () => (await fetch(`${origin}/readyz`)).status;
  const { status, json } = await restore();
  expect([status, json.error.kind, json.error.charged]).toEqual([507, 'unavailable', 'no']);
  failure = new Error('disk I/O error');
  expect((await restore()).status).toBe(503);
  expect(await ready()).toBe(503);
  expect(world.journal.entries).toEqual([]);
  expect(lines.map((line) => JSON.parse(line).level)).toContain(50);
  failure = undefined;
  expect(await ready()).toBe(200);
  expect((await restore()).status).toBe(200);
});

test('a free call needs no store', async () => {
  const store = { ...memoryStore(), get: () => Promise.reject(new Error('away')) };
  const { post } = await openGateway({ store });
  expect((await post('/fangtang/balance', {}, keyed)).status).toBe(200);
});

test.each([
  ['a file of another kind', 'settings.json', '{"port": 8080}'],
  ['a file in no folder', 'none/payments.sqlite', undefined],
])('%s is refused at the start, and left as it is', async (_, name, content) => {
  const file = join(openFolder(), name);
  if (content !== undefined) writeFileSync(file, content);
  const settings = readSettings(['--port', '0', '--store', `sqlite:${file}`], {});
  await expect(startService(settings, () => undefined)).rejects.toMatchObject({
    message: expect.stringMatching(/^--store: /),
  });
  if (content !== undefined) expect(readFileSync(file, 'utf8')).toBe(content);
});

test('a database that is away does not keep the gateway from starting', async () => {
  const url = 'postgres://someone:secret@127.0.0.1:1/payments';
  const settings = readSettings(['--mock', '--port', '0', '--log-level', 'silent', '--store', url], {});
  const running = await startService(settings, () => undefined);
  onTestFinished(() => running.stop(AbortSignal.abort()));
  const ready = await fetch(`${running.origin}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).not.toContain('secret');
  const response = await fetch(`${running.origin}/fangtang/restore`, {
    method: 'POST',
    body: form(),
    headers: keyed,
  });
  expect((await answerOf(response)).json.error).toMatchObject({ kind: 'unavailable', charged: 'no' });
});
