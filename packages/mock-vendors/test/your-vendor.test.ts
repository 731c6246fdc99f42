import { expectCalls, manualClock, serve, World } from '@api-repack/mock-vendors';
import { mockServer } from '@api-repack/mock-vendors/msw';
import { mockDispatcher } from '@api-repack/mock-vendors/undici';
import { expect, onTestFinished, test } from 'vitest';
import { cutter } from '../../../examples/your-vendor.ts';
import { png } from './helpers/pictures.ts';

const headers = { 'x-api-key': 'demo-key' };

function upload(origin: string, through: typeof fetch = fetch) {
  const body = new FormData();
  body.append('image', png);
  return through(`${origin}/v1/cutouts`, { method: 'POST', headers, body });
}

interface Answer {
  readonly id: string;
  readonly state: string;
  readonly url: string;
}

const answerOf = async (response: Promise<Response>): Promise<Answer> =>
  (await (await response).json()) as Answer;
const read = (url: string) => answerOf(fetch(url, { headers }));

async function onPorts(settings = {}) {
  const clock = manualClock();
  const server = await serve({ vendors: [cutter], clock, settings: { cutter: settings } });
  onTestFinished(server.close);
  return { ...server, clock, origin: server.origins.cutter ?? '' };
}

test('a vendor of one file takes a picture, works on it, charges and gives the result', async () => {
  const { origin, world, clock } = await onPorts();
  const { id, state } = await answerOf(upload(origin));
  expect(state).toBe('queued');
  expect(await read(`${origin}/v1/cutouts/${id}`)).toMatchObject({ state: 'running' });
  clock.advance(5_000);
  const { url } = await read(`${origin}/v1/cutouts/${id}`);
  const result = await fetch(url);
  expect(result.headers.get('content-type')).toBe('image/png');
  expect((await result.arrayBuffer()).byteLength).toBe(png.size);
  expect(await read(`${origin}/v1/balance`)).toEqual({ left: 9 });
  expect(world.cost({ vendor: 'cutter', account: 'demo-key' })).toBe(1);
  expectCalls(world, [cutter]).inOrder({ endpoint: 'createCutout' }, { endpoint: 'file' });
});

test('its errors come naturally, by faults, and stand in the journal', async () => {
  const { origin, world } = await onPorts();
  const refused = await fetch(`${origin}/v1/balance`, { headers: { 'x-api-key': 'nobody' } });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toEqual({ error: { code: 'wrong_key', message: 'unknown API key' } });
  world.faults.add({ vendor: 'cutter', endpoint: 'balance', effect: { error: 'overloaded' } });
  expect((await fetch(`${origin}/v1/balance`, { headers })).status).toBe(503);
  expect(world.journal.entries).toMatchObject([{ error: 'wrongKey' }, { error: 'overloaded' }]);
  expect((await fetch(`${origin}/v1/balance`, { method: 'POST' })).status).toBe(404);
  expect(world.journal.entries.at(-1)?.nearest).toMatchObject({ endpoint: 'balance' });
});

test('its settings, tasks and time are those of the world', async () => {
  const { origin, world, clock } = await onPorts({ retentionS: 60 });
  const { id } = await answerOf(upload(origin));
  world.tasks.force(id, 'failed');
  expect(await read(`${origin}/v1/cutouts/${id}`)).toMatchObject({ state: 'failed' });
  clock.advance(61_000);
  expect(await read(`${origin}/v1/cutouts/${id}`)).toMatchObject({ error: { code: 'not_found' } });
  world.reset();
  expect(await read(`${origin}/v1/balance`)).toEqual({ left: 10 });
});

test('a body that is no form is refused in its envelope', async () => {
  const { origin } = await onPorts();
  const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{' };
  const response = await fetch(`${origin}/v1/cutouts`, init);
  expect(response.status).toBe(400);
  expect(await response.json()).toHaveProperty('error.code');
});

test('MSW and undici catch it at its real address', async () => {
  const server = await mockServer(new World(), { vendors: [cutter] });
  onTestFinished(() => server.close());
  expect((await upload('https://api.cutter.example')).status).toBe(200);
  server.close();
  const dispatcher = mockDispatcher(new World(), [cutter]);
  const through = (input: string, init: object) =>
    fetch(input, { ...init, dispatcher } as unknown as RequestInit);
  expect((await upload('https://api.cutter.example', through as typeof fetch)).status).toBe(200);
});
