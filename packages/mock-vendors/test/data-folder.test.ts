import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, type Host } from '@api-repack/core';
import { fangtang, type Job, resultUrl, upload } from '@api-repack/core/fangtang';
import { nodeHost } from '@api-repack/core/node';
import { type MockServer, manualClock, mockVendors, serve, World } from '@api-repack/mock-vendors';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { ServeOptions } from '../src/cli/serve.ts';
import { UsageError } from '../src/cli/usage-error.ts';
import { control } from '../src/control/client.ts';
import { WorldDatabase } from '../src/storage/world-database.ts';
import { stateSlot as oss } from '../src/vendors/aliyun-oss/state.ts';
import { mockFangtang } from '../src/vendors/fangtang/index.ts';
import { stateSlot as fangtangPlace } from '../src/vendors/fangtang/state.ts';
import type { SavedWorld } from '../src/world/world.ts';
import type { Adapter } from './helpers/adapters.ts';
import { png } from './helpers/pictures.ts';
import type { Samples } from './helpers/samples.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'data-folder-test-'));
  onTestFinished(() => rmSync(data, { recursive: true }));
});

/** Closed when the test ends, unless the test does it. */
async function open(options: ServeOptions = {}): Promise<MockServer> {
  const server = await serve({ data, taskTiming: { mode: 'immediate' }, ...options });
  onTestFinished(server.close);
  return server;
}

const host = nodeHost();
const clientAt = (baseUrl = '', third_code = 'hiliad', more: Partial<Host> = {}) =>
  connect(fangtang, {
    host: { ...host, ...more },
    credentials: { third_code, secret_key: 'hiliad' },
    baseUrl,
    retry: { times: 0, firstMs: 0 },
  });
const job: Job = { api: 'v2', file: [png], seq: ['repair'] };

/** From a copy of what is on the disk: the file itself is locked. */
function savedIn(folder: string): readonly SavedWorld[] {
  const copy = mkdtempSync(join(tmpdir(), 'data-folder-copy-'));
  try {
    for (const name of readdirSync(folder).filter((one) => one.startsWith('worlds.sqlite')))
      copyFileSync(join(folder, name), join(copy, name));
    const database = new WorldDatabase(join(copy, 'worlds.sqlite'));
    const worlds = database.worlds();
    database.close();
    return worlds;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

it('goes on from where it was: credits, tasks, files, time, faults, worlds and the journal', async () => {
  const before = await open({ clock: manualClock() });
  const blue = before.worlds.create('blue', { clock: manualClock(), taskTiming: { mode: 'immediate' } });
  before.worlds.fork('copy', blue);
  const now = () => before.world.clock.now();
  const [mdf = ''] = await upload(clientAt(before.origins.fangtang, 'hiliad', { now }), job);
  await upload(clientAt(before.origins.fangtang, 'hiliad-blue', { now }), job);
  blue.clock.advance(60_000);
  before.world.faults.add({ vendor: 'lufff', endpoint: 'rmPicBg', effect: { connection: 'hang' } });
  const worlds = before.worlds.all.map((world) => world.snapshot());
  await before.close();

  const after = await open({ clock: manualClock(Date.UTC(2030, 0, 1)) });
  expect(after.worlds.all.map(({ name }) => name)).toEqual(['main', 'blue', 'copy']);
  expect(after.worlds.all.map((world) => world.snapshot())).toEqual(worlds);
  expect(after.worlds.get('copy')?.origin).toBe('blue');
  const client = clientAt(after.origins.fangtang, 'hiliad', { now: () => after.world.clock.now() });
  expect((await fetch(await resultUrl(client, 'v2', mdf))).headers.get('content-type')).toBe('image/jpeg');
});

it('lets a running clock go on while nothing runs, and resets to what the start says', async () => {
  const before = await open({ taskTiming: { mode: 'manual' } });
  before.world.clock.advance(3_600_000);
  await upload(clientAt(before.origins.fangtang, 'hiliad', { now: before.world.clock.now }), job);
  await before.close();

  const { world } = await open();
  expect(world.clock.now() - Date.now()).toBeCloseTo(3_600_000, -3);
  expect(world.taskTiming).toEqual({ mode: 'manual' });
  world.reset();
  expect(world.taskTiming).toEqual({ mode: 'immediate' });
  expect(world.ledger.entries).toEqual([]);
});

it('has on the disk what a call has changed before it is answered', async () => {
  const { world, origins } = await open({ clock: manualClock(), settings: { picwish: { qps: 0 } } });
  let calls = 0;
  const send: Host['send'] = async (request) => {
    const response = await host.send(request);
    expect(savedIn(data)[0]?.now.ledger).toEqual(world.ledger.entries);
    const files = readdirSync(join(data, 'files'));
    for (const { content } of world.stateOf(oss).objects.values()) expect(files).toContain(content);
    calls++;
    return response;
  };
  const own: Host = { ...host, send, sleep: async (ms) => world.clock.advance(ms), now: world.clock.now };
  const connectTo: Adapter['connect'] = (vendor, credentials, options) =>
    connect(vendor, { host: own, credentials, baseUrl: origins[vendor.name] as string, ...options });
  const adapter: Adapter = { world, origins, host: own, connect: connectTo };
  for (const { name, vendor } of mockVendors) {
    const { samples } = (await import(`./samples/${name}.ts`)) as { samples: Samples };
    for (const operation of Object.values(samples.operations))
      await operation(connectTo(vendor, samples.credentials), adapter);
  }
  expect(calls).toBeGreaterThan(50);
}, 60_000);

it('loses nothing that was acknowledged when it is killed in the middle of uploads', async () => {
  const child = spawnCli('--vendor', 'fangtang', '--task-ms', '0');
  const [line] = await once(child.stdout, 'data');
  const { console: controlUrl, vendors } = JSON.parse(String(line));
  await control(controlUrl).accounts.set('fangtang', 'hiliad', { left: 1_000 });
  const client = clientAt(vendors[0].url);
  const killed = once(child, 'exit');
  const acknowledged: string[] = [];
  const uploads = Array.from({ length: 1_000 }, () => async () => {
    acknowledged.push(...(await upload(client, job)));
    if (acknowledged.length === 300) child.kill('SIGKILL');
  });
  const worker = async () => {
    for (let next = uploads.pop(); next; next = uploads.pop()) await next();
  };
  await Promise.allSettled(Array.from({ length: 20 }, worker));
  await killed;
  expect(acknowledged.length).toBeGreaterThanOrEqual(300);
  expect(uploads.length).toBeGreaterThan(500);

  const { world, origins } = await open({ vendors: [mockFangtang] });
  const paid = world.ledger.entries.map(({ reference }) => reference);
  expect(paid).toEqual(expect.arrayContaining(acknowledged));
  const { left } = world.stateOf(fangtangPlace).channels.get('hiliad') ?? {};
  expect(left).toBe(1_000 - world.ledger.cost());
  expect(paid.every((mdf) => world.blobs.get(sourceOf(world, mdf)))).toBe(true);
  const url = await resultUrl(clientAt(origins.fangtang), 'v2', acknowledged.at(-1) ?? '');
  expect((await fetch(url)).status).toBe(200);
}, 60_000);

it('opens a folder of an older version, whose vendors remembered less', async () => {
  const before = await open({ clock: manualClock() });
  const state = before.world.stateOf(oss);
  for (const later of ['versions', 'uploads', 'buckets']) Reflect.deleteProperty(state, later);
  await before.close();
  const after = await open({ clock: manualClock() });
  expect(after.world.stateOf(oss)).toMatchObject({
    keys: state.keys,
    versions: new Map(),
    uploads: new Map(),
    buckets: new Map(),
  });
});

it('keeps what the control API has changed', async () => {
  const child = spawnCli('--vendor', 'fangtang');
  const [line] = await once(child.stdout, 'data');
  const mock = control(JSON.parse(String(line)).console);
  await mock.accounts.set('fangtang', 'hiliad', { left: 7 });
  await mock.worlds.create({ name: 'ci', clock: { speed: 0, set: '2030-01-01T00:00:00Z' } });
  const killed = once(child, 'exit');
  child.kill('SIGKILL');
  await killed;

  const { world, worlds } = await open();
  expect(world.stateOf(fangtangPlace).channels.get('hiliad')?.left).toBe(7);
  expect(worlds.get('ci')?.clock.now()).toBe(Date.UTC(2030, 0, 1));
}, 30_000);

it('lets one process in only, and needs no cleaning up after one that was killed', async () => {
  const child = spawnCli('--vendor', 'fangtang');
  await once(child.stdout, 'data');
  await expect(serve({ data })).rejects.toThrow(UsageError);
  const killed = once(child, 'exit');
  child.kill('SIGKILL');
  await killed;
  const first = await open();
  await expect(serve({ data })).rejects.toThrow(UsageError);
  await first.close();
  await (await serve({ data })).close();
  expect(readdirSync(data).sort()).toEqual(['files', 'worlds.sqlite']);
}, 30_000);

it('refuses what it cannot read, and leaves it alone', async () => {
  await (await open()).close();
  const file = join(data, 'worlds.sqlite');
  const noise = Buffer.alloc(4096, 'no database');
  writeFileSync(file, noise);
  await expect(serve({ data })).rejects.toThrow(UsageError);
  expect(readFileSync(file)).toEqual(noise);
  await expect(serve({ data: file })).rejects.toThrow(UsageError);
  await expect(serve({ data, world: new World() })).rejects.toThrow(UsageError);
});

const sourceOf = (world: World, mdf: string) => world.stateOf(fangtangPlace).pictures.get(mdf)?.source ?? '';

function spawnCli(...args: string[]) {
  const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
  const options = ['--port', '0', '--json', '--data', data, ...args];
  const child = spawn(process.execPath, ['--conditions=@api-repack/source', cli, ...options]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
