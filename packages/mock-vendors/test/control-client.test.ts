import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MockServer, serve } from '../src/cli/serve.ts';
import { type Control, control } from '../src/control/client.ts';
import { mockFangtang } from '../src/vendors/fangtang/index.ts';
import { mockLufff } from '../src/vendors/lufff/index.ts';
import { mockPicwish } from '../src/vendors/picwish/index.ts';
import { manualClock } from '../src/world/clock.ts';

let server: MockServer;
let mock: Control;

const start = Date.UTC(2026, 0, 1);

beforeEach(async () => {
  server = await serve({ clock: manualClock(), vendors: [mockFangtang, mockLufff, mockPicwish] });
  mock = control(server.origins.control ?? '');
});

afterEach(() => server.close());

/** Refused for want of a token, which is enough for the journal. */
const callNums = (third_code = 'hiliad', origin = server.origins.fangtang) =>
  fetch(`${origin}/api/third/company/nums`, { method: 'POST', body: new URLSearchParams({ third_code }) });

const startTask = (id: string) =>
  server.world.tasks.start({
    id,
    vendor: 'fangtang',
    taskTiming: { mode: 'timed', minMs: 1000, maxMs: 1000 },
  });

it('makes, forks and removes worlds that share nothing', async () => {
  const made = await mock.worlds.create({ name: 'ci', clock: { speed: 0, set: '2030-01-01T00:00:00Z' } });
  expect(made).toMatchObject({ name: 'ci', now: Date.UTC(2030, 0, 1), calls: 0 });
  const { origin, demoCredentials } = made.vendors[0] ?? {};
  expect(origin).toBe(`${server.origins.fangtang}/worlds/ci`);
  await callNums(demoCredentials?.[0]?.third_code);
  await callNums('hiliad', origin);
  const ci = control(server.origins.control ?? '', { world: 'ci' });
  expect(await ci.journal.list()).toHaveLength(2);
  expect(await mock.journal.list()).toHaveLength(0);
  const copy = await ci.worlds.fork('copy');
  expect(copy).toMatchObject({ name: 'copy', calls: 2 });
  expect(copy.vendors[0]?.demoCredentials).toEqual(demoCredentials);
  await ci.worlds.delete('ci');
  expect((await mock.worlds.list()).map(({ name }) => name)).toEqual(['main', 'copy']);
});

it('remembers worlds in snapshots, and makes them as new', async () => {
  await mock.accounts.set('fangtang', 'hiliad', { left: 5 });
  await mock.snapshot('five');
  await mock.accounts.set('fangtang', 'hiliad', { left: 4 });
  await mock.settings.change('fangtang', { retentionS: 7 });
  await mock.restore('five');
  expect(await mock.accounts.list()).toContainEqual({ vendor: 'fangtang', name: 'hiliad', left: 5 });
  await mock.reset();
  expect(await mock.accounts.list()).toContainEqual({ vendor: 'fangtang', name: 'hiliad', left: 98 });
  expect((await mock.settings.get()).fangtang).toMatchObject({ retentionS: 3600 });
  await expect(mock.restore('six')).rejects.toMatchObject({ status: 404 });
});

it('refuses a world that is not there, is there already, or must stay', async () => {
  await mock.worlds.create({ name: 'first' });
  await expect(control(server.origins.control ?? '', { world: 'frist' }).clock.get()).rejects.toMatchObject({
    status: 404,
  });
  await expect(mock.worlds.create({ name: 'first' })).rejects.toMatchObject({ status: 409 });
  await expect(mock.worlds.create({ name: 'No!' })).rejects.toMatchObject({
    status: 400,
    problems: [{ path: ['name'] }],
  });
  await expect(mock.worlds.delete('main')).rejects.toMatchObject({ status: 409 });
});

it('moves time in every way', async () => {
  expect(await mock.clock.advance('1h')).toEqual({
    ...{ now: start + 3_600_000, time: '2026-01-01T01:00:00.000Z', speed: 0 },
  });
  expect(await mock.clock.advance(500)).toMatchObject({ now: start + 3_600_500 });
  expect(await mock.clock.set('2026-02-01T00:00:00Z')).toMatchObject({ now: Date.UTC(2026, 1, 1) });
  startTask('one');
  expect(await mock.clock.advanceUntilIdle()).toMatchObject({ now: Date.UTC(2026, 1, 1) + 1000 });
  expect(await mock.clock.setSpeed(60)).toMatchObject({ speed: 60 });
});

it.each([
  ['fangtang', 'shop', { third_code: 'shop', secret_key: 'hiliad' }],
  ['lufff', '13900000000', { phone: '13900000000' }],
  ['lufff', 'a-new-device', { uuid: 'a-new-device' }],
  ['picwish', 'third', { apiKey: 'mock-picwish-third-key' }],
])('makes an account of %s', async (vendor, name, credentials) => {
  const made = await mock.accounts.set(vendor, name, { left: 3 });
  expect(made).toEqual({ vendor, name: expect.any(String), left: 3, credentials });
  expect(await mock.accounts.set(vendor, made.name, { left: 0 })).toEqual({ ...made, left: 0 });
  expect((await mock.accounts.list()).filter((one) => one.name === made.name)).toEqual([
    { vendor, name: made.name, left: 0 },
  ]);
});

it('lets a paused task stand still, and go on from there', async () => {
  startTask('one');
  await mock.clock.advance(400);
  await mock.tasks.pause('one');
  await mock.clock.advance(5000);
  expect(await mock.tasks.list()).toMatchObject([{ phase: 'running', fraction: 0.4 }]);
  await mock.tasks.resume('one');
  await mock.clock.advance(599);
  expect(await mock.tasks.list({ phase: 'running' })).toHaveLength(1);
  await mock.clock.advance(1);
  expect(await mock.tasks.list({ phase: 'done' })).toHaveLength(1);
});

it('puts a task into any state of its vendor, where it stays until it is ended', async () => {
  for (const id of ['one', 'two']) startTask(id);
  expect(await mock.tasks.setState('one', 2008)).toMatchObject({ state: 2008, phase: 'running' });
  await mock.clock.advance(5000);
  expect(await mock.tasks.list({ phase: 'running' })).toMatchObject([{ id: 'one', state: 2008 }]);
  expect(await mock.tasks.end('one', 'done')).toMatchObject({ phase: 'done' });
  startTask('three');
  expect(await mock.tasks.setState('three', 2010)).toMatchObject({ state: 2010, phase: 'failed' });
  await expect(mock.tasks.setState('three', 2001)).rejects.toMatchObject({ status: 409 });
});

it('ends one task with a code, or all that run', async () => {
  for (const id of ['one', 'two', 'three']) startTask(id);
  expect(await mock.tasks.end('one', 'failed', -8)).toMatchObject({ phase: 'failed', code: -8 });
  expect(await mock.tasks.endAll()).toEqual({ ended: ['two', 'three'] });
});

it('adds faults one by one and together, and takes them back', async () => {
  const { id } = await mock.faults.add({ vendor: 'lufff', probability: 0.5, effect: { delayMs: 5 } });
  expect(await mock.faults.list()).toMatchObject([{ id, left: null }]);
  const added = await mock.faults.addPreset('fangtang', 'bad-day');
  await mock.faults.remove(id);
  expect(await mock.faults.list()).toEqual(added);
  await mock.faults.clear();
  expect(await mock.faults.list()).toEqual([]);
  await expect(mock.faults.addPreset('lufff', 'flaky-upload')).rejects.toMatchObject({ status: 400 });
  await expect(mock.faults.remove(9)).rejects.toMatchObject({ status: 404 });
});

it('names the errors that a fault can make, and what triggers them', async () => {
  expect(await mock.errors('fangtang')).toContainEqual(
    expect.objectContaining({
      vendor: 'fangtang',
      error: 'badToken',
      code: 9999,
      source: expect.any(String),
    }),
  );
});

it('verifies what was called, and says what was called instead', async () => {
  await callNums();
  const call = { vendor: 'fangtang', endpoint: 'nums', error: 'badToken' };
  expect(await mock.verify({ calls: [{ ...call, times: 1 }], allKnown: true })).toEqual({ ok: true });
  await expect(mock.verify({ calls: [{ ...call, times: 2 }] })).rejects.toThrow(
    /expected exactly 2 calls of fangtang nums .*there was 1\nThe calls there were:\n {2}1 {2}fangtang nums/s,
  );
  await expect(mock.verify({ calls: [{ ...call, times: 0 }] })).rejects.toMatchObject({ status: 409 });
  await expect(
    mock.verify({ calls: [{ vendor: 'fangtang', endpoint: 'num', times: 0 }] }),
  ).rejects.toMatchObject({ status: 400, problems: [{ path: ['calls', 0, 'endpoint'] }] });
  for (const wrong of [{ endpoint: 'numz' }, { error: 'badTokn' }])
    await expect(mock.verify({ calls: [{ ...wrong, times: 0 }] })).rejects.toThrow(/calls.0.e.*did you mean/);
  await expect(mock.verify({})).rejects.toMatchObject({ status: 400 });
});

it('verifies fields by patterns', async () => {
  await callNums();
  const by = (fields: Readonly<Record<string, unknown>>, times = 1) =>
    mock.verify({ calls: [{ endpoint: 'nums', fields, times }] });
  await by({ third_code: /^hil/ });
  await by({ third_code: { pattern: 'iad$' } });
  await expect(by({ third_code: /^x/ })).rejects.toMatchObject({ status: 409 });
  await expect(by({ nothing: {} })).rejects.toMatchObject({ status: 409 });
  await expect(by({ third_code: { pattern: '(' } })).rejects.toMatchObject({ status: 400 });
});

it('tells the codes of SMS that nobody sends', async () => {
  expect(await mock.notices('13800138000')).toEqual([
    { vendor: 'lufff', to: '13800138000', text: 'code 1234' },
  ]);
});

it('changes settings, and refuses what is none', async () => {
  expect(await mock.settings.change('fangtang', { retentionS: 60 })).toMatchObject({ retentionS: 60 });
  await expect(mock.settings.change('fangtang', { retentionMs: 60 })).rejects.toMatchObject({
    status: 400,
    problems: [{ path: ['fangtang', 'retentionMs'] }],
  });
  await expect(mock.settings.change('fangtang', { retentionS: '60' })).rejects.toMatchObject({
    status: 400,
    problems: [{ path: ['fangtang', 'retentionS'] }],
  });
  await expect(mock.settings.change('fangtan', {})).rejects.toMatchObject({ status: 400 });
});
