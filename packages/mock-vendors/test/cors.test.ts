import {
  expectCalls,
  type MockVendor,
  manualClock,
  mockVendors,
  serve,
  World,
} from '@api-repack/mock-vendors';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { respond } from '../src/engine/mock-vendor.ts';
import { WholeBody } from '../src/http/body.ts';
import { adapters } from './helpers/adapter-sends.ts';
import type { Ask } from './helpers/transcript.ts';

const page = 'http://page.example';
const names = mockVendors.map(({ name }) => name);

let world: World;
beforeEach(() => {
  world = new World({ clock: manualClock(), taskTiming: { mode: 'immediate' } });
});

const preflight = (vendor: string): Ask => ({
  vendor,
  method: 'OPTIONS',
  path: '/any/path',
  headers: {
    origin: page,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'authorization, X-Api-Key',
  },
});

const call = (vendor: string): Ask => ({
  vendor,
  method: 'GET',
  path: '/no-such-thing',
  headers: { origin: page },
});

const headerNames = (list = '') => list.split(', ');

describe.each(['plain', 'port', 'msw', 'dispatcher'] as const)('by %s', (adapter) => {
  it.each(names)('lets a page of another origin call %s', async (vendor) => {
    const send = await adapters[adapter](world);
    const { status, headers, body } = await send(preflight(vendor));
    expect({ status, size: body.length }).toEqual({ status: 204, size: 0 });
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'authorization, x-api-key',
    });
  });

  it.each(names)('lets a page read the errors of %s with all their headers', async (vendor) => {
    const send = await adapters[adapter](world);
    const { status, headers } = await send(call(vendor));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers['access-control-allow-origin']).toBe('*');
    const exposed = headerNames(headers['access-control-expose-headers']);
    for (const name of Object.keys(headers).filter((name) => !/^access-control-|^content-length$/.test(name)))
      expect(exposed).toContain(name);
  });
});

it('lets a page read what a fault answers', async () => {
  world.faults.add({
    vendor: 'lufff',
    effect: { response: { status: 502, headers: { 'x-proxy': 'a' }, body: '' } },
  });
  const send = await adapters.plain(world);
  const { status, headers } = await send(call('lufff'));
  expect(status).toBe(502);
  expect(headerNames(headers['access-control-expose-headers'])).toContain('x-proxy');
});

it('adds nothing to the answer of a call that no page sent', async () => {
  const send = await adapters.plain(world);
  const { headers } = await send({ ...call('lufff'), headers: {} });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

it('takes no preflight for a call', async () => {
  world.faults.add({ vendor: 'lufff', effect: { response: { status: 502, body: '' } } });
  const send = await adapters.plain(world);
  expect((await send(preflight('lufff'))).status).toBe(204);
  expect(world.journal.entries).toEqual([]);
  expectCalls(world).allKnown();
  expect((await send(call('lufff'))).status).toBe(502);
});

it('takes OPTIONS for a call if it asks for no method', async () => {
  const send = await adapters.plain(world);
  const { status } = await send({ ...preflight('lufff'), headers: { origin: page } });
  expect(status).toBe(404);
  expect(world.journal.entries).toMatchObject([{ method: 'OPTIONS', endpoint: 'unknown' }]);
});

it('repeats only the names of headers that can be names', async () => {
  const send = await adapters.plain(world);
  const odd = { ...preflight('lufff').headers, 'access-control-request-headers': 'a, ,b c,d:e,f' };
  const { headers } = await send({ ...preflight('lufff'), headers: odd });
  expect(headers['access-control-allow-headers']).toBe('a, f');
});

it('leaves the decision to a vendor that has rules of its own', async () => {
  const [vendor] = mockVendors as readonly [MockVendor];
  const mock: MockVendor = {
    ...vendor,
    cors: {
      preflight: ({ origin, method, headerNames }) => ({
        status: 403,
        headers: { 'x-asked': [origin, method, ...headerNames].join(' ') },
        body: '',
      }),
      headers: ({ origin, method, isPreflight }) => ({ 'x-rule': `${origin} ${method} ${isPreflight}` }),
    },
  };
  const ask = ({ method, path, headers = {} }: Ask) =>
    respond(world, mock, { method, url: path, headers, body: new WholeBody(Buffer.alloc(0)), origins: {} });
  expect(await ask(preflight(mock.name))).toMatchObject({
    status: 403,
    headers: { 'x-asked': `${page} PUT authorization x-api-key` },
  });
  expect((await ask(call(mock.name))).headers).toMatchObject({ 'x-rule': `${page} GET false` });
});

it('answers preflights in the world that the address names', async () => {
  const { origins, close } = await serve();
  onTestFinished(close);
  const { method, headers } = preflight('lufff') as Required<Ask>;
  const answered = await fetch(`${origins.lufff}/worlds/main/any`, { method, headers });
  expect(answered.status).toBe(204);
});

it('keeps pages of other origins out of the control API', async () => {
  const { origins, close } = await serve();
  onTestFinished(close);
  const { method, headers } = preflight('control') as Required<Ask>;
  for (const asked of [{ method, headers }, { headers: { origin: page } }]) {
    const answered = await fetch(`${origins.control}/journal`, asked);
    expect(answered.status).toBeGreaterThanOrEqual(400);
    expect(answered.headers.get('access-control-allow-origin')).toBeNull();
  }
});
