import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MockServer, serve } from '../src/cli/serve.ts';
import { mockFangtang } from '../src/vendors/fangtang/index.ts';
import { manualClock } from '../src/world/clock.ts';

let server: MockServer;

beforeEach(async () => {
  server = await serve({ clock: manualClock(), vendors: [mockFangtang] });
});

afterEach(() => server.close());

const url = (path: string) => `${server.origins.control}${path}`;

// biome-ignore lint/suspicious/noExplicitAny: each test says what it expects.
const answerOf = async (response: Response): Promise<{ status: number; body: any }> => ({
  status: response.status,
  body: await response.json(),
});

async function get(path: string) {
  return answerOf(await fetch(url(path)));
}

async function post(path: string, body: unknown) {
  const response = await fetch(url(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return answerOf(response);
}

/** Refused for want of a token, which is enough for the journal. */
async function callNums() {
  const response = await fetch(`${server.origins.fangtang}/api/third/company/nums`, {
    method: 'POST',
    body: new URLSearchParams({ third_code: 'hiliad' }),
  });
  return response.json();
}

const startTask = (id: string) =>
  server.world.tasks.start({
    id,
    vendor: 'fangtang',
    taskTiming: { mode: 'timed', minMs: 1000, maxMs: 1000 },
  });

it('is healthy, and knows what time it is', async () => {
  expect((await get('/health')).body).toEqual({ ok: true, now: Date.UTC(2026, 0, 1), speed: 0 });
});

it('lists vendors with what is needed to call them', async () => {
  const { body } = await get('/vendors');
  expect(body).toHaveLength(1);
  expect(body[0]).toMatchObject({
    name: 'fangtang',
    displayName: 'Fangtang',
    origin: server.origins.fangtang,
    realOrigin: 'https://sdkphoto.fangtangtv.com',
    demoCredentials: mockFangtang.demoCredentials('main'),
    accounts: [
      { name: 'hiliad', left: 98 },
      { name: 'hili-download', left: 98 },
    ],
    curl: expect.stringContaining(`curl ${server.origins.fangtang}/api/third/company/nums`),
  });
  expect(body[0].endpoints).toContainEqual({ endpoint: 'nums', summary: expect.any(String) });
  expect(body[0].errors).toContainEqual(expect.objectContaining({ error: 'badToken', code: 9999 }));
});

it('shows the journal, of one vendor if asked', async () => {
  await callNums();
  const { body } = await get('/journal');
  expect(body).toEqual([
    expect.objectContaining({
      n: 1,
      vendor: 'fangtang',
      endpoint: 'nums',
      status: 200,
      error: 'badToken',
      fields: { third_code: 'hiliad' },
    }),
  ]);
  expect((await get('/journal?vendor=fangtang')).body).toHaveLength(1);
  expect((await get('/journal?account=nobody')).body).toHaveLength(0);
});

/** Reads events until there are as many as wanted. */
async function events(response: Response, wanted: number): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let text = '';
  for await (const chunk of (response.body as ReadableStream<Uint8Array>).values({ preventCancel: true })) {
    text += new TextDecoder().decode(chunk);
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const data = /^data: (.*)$/m.exec(part)?.[1];
      if (data) found.push(JSON.parse(data));
    }
    if (found.length >= wanted) break;
  }
  return found;
}

it('streams the calls of before and the calls to come', async () => {
  await callNums();
  const stream = await fetch(url('/journal/stream'));
  expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(await events(stream, 1)).toMatchObject([{ n: 1 }]);
  const next = events(stream, 1);
  await callNums();
  expect(await next).toMatchObject([{ n: 2, endpoint: 'nums' }]);
});

it('does not repeat what a reader has seen before it was cut off', async () => {
  await callNums();
  await callNums();
  const stream = await fetch(url('/journal/stream'), { headers: { 'last-event-id': '1' } });
  expect(await events(stream, 1)).toMatchObject([{ n: 2 }]);
});

it('goes on with a call that took longer than later ones', async () => {
  server.world.faults.add({ vendor: 'fangtang', effect: { delayMs: 1000 } });
  const slow = callNums();
  while (server.world.journal.entries.length === 0) await new Promise(setImmediate);
  await callNums();
  server.world.clock.advance(1000);
  await slow;
  const stream = await fetch(url('/journal/stream'), { headers: { 'last-event-id': '1' } });
  expect(await events(stream, 1)).toMatchObject([{ n: 1, responseNumber: 2 }]);
});

it('shows all calls to a reader that comes back after a reset', async () => {
  await callNums();
  const stream = await fetch(url('/journal/stream'), { headers: { 'last-event-id': '7' } });
  expect(await events(stream, 1)).toMatchObject([{ n: 1 }]);
});

it('stops listening when the reader goes', async () => {
  const { journal } = server.world;
  const listen = journal.listen.bind(journal);
  const stopped = new Promise<void>((resolve) => {
    journal.listen = (listener) => {
      const stop = listen(listener);
      return () => {
        stop();
        resolve();
      };
    };
  });
  const reader = new AbortController();
  await fetch(url('/journal/stream'), { signal: reader.signal });
  reader.abort();
  await stopped;
});

it('shows the ledger and its total', async () => {
  const entry = {
    at: 0,
    vendor: 'fangtang',
    account: 'hiliad',
    credits: 2,
    endpoint: 'uploads',
    reference: 'a',
  };
  server.world.ledger.record(entry);
  expect((await get('/ledger')).body).toEqual({ total: 2, entries: [entry] });
});

it('shows tasks with their states, and ends them', async () => {
  startTask('one');
  startTask('two');
  server.world.clock.advance(250);
  expect((await get('/tasks')).body).toMatchObject([
    { id: 'one', phase: 'running', fraction: 0.25 },
    { id: 'two', phase: 'running', fraction: 0.25 },
  ]);
  expect((await post('/tasks/one', { end: 'done' })).body).toMatchObject({ id: 'one', phase: 'done' });
  expect((await post('/tasks/two', { end: 'failed' })).body).toMatchObject({ id: 'two', phase: 'failed' });
  expect((await get('/tasks')).body).toMatchObject([{ phase: 'done' }, { phase: 'failed' }]);
});

it('does not end a task twice, nor one that is not there', async () => {
  startTask('one');
  server.world.clock.advance(1000);
  expect(await post('/tasks/one', { end: 'failed' })).toEqual({
    status: 409,
    body: { error: 'task one has already ended: it is done' },
  });
  expect(await post('/tasks/nine', { end: 'done' })).toEqual({
    status: 404,
    body: { error: 'there is no task nine: GET /tasks lists them' },
  });
});

it('takes faults, and shows which still wait', async () => {
  const fault = { vendor: 'fangtang', endpoint: 'nums', effect: { error: 'noCredits' } };
  const waiting = { id: 1, ...fault, matched: 0, applied: 0, left: 1 };
  expect(await post('/faults', fault)).toEqual({ status: 201, body: waiting });
  expect((await get('/faults')).body).toEqual([waiting]);
  expect(await callNums()).toMatchObject({ errno: 9101 });
  expect((await get('/faults')).body).toEqual([{ ...waiting, matched: 1, applied: 1, left: 0 }]);
  expect(await callNums()).toMatchObject({ errno: 9999 });
});

it('shows that a fault whose time is over is applied no more', async () => {
  const fault = { vendor: 'fangtang', until: 1_000, effect: { delayMs: 1 } };
  expect((await post('/faults', fault)).body.left).toBe(null);
  server.world.clock.advance(1_000);
  expect((await get('/faults')).body).toMatchObject([{ left: 0 }]);
  expect(await (await fetch(url('/metrics'))).text()).toContain('faults_waiting{world="main"} 0');
});

it.each([
  { delayMs: 5 },
  { task: 'never' },
  { connection: 'reset' },
  { connection: 'reset', when: 'after' },
  { response: { status: 503, body: 'later' } },
])('takes the effect %j', async (effect) => {
  expect(await post('/faults', { vendor: 'fangtang', times: 2, effect })).toMatchObject({ status: 201 });
  expect(server.world.faults.state).toMatchObject([
    { fault: { vendor: 'fangtang', times: 2, effect }, left: 2 },
  ]);
});

it.each([
  [{}, 'vendor: is missing\neffect: is missing'],
  [{ vendor: 'lufff', effect: { delayMs: 1 } }, 'vendor: give one of fangtang'],
  [
    { vendor: 'fangtang', endpoint: 'nope', effect: { delayMs: 1 } },
    /^endpoint: give one of uploads, status, /,
  ],
  [{ vendor: 'fangtang' }, 'effect: is missing'],
  [{ vendor: 'fangtang', effect: 7 }, /^effect: give an object with error, response, /],
  [{ vendor: 'fangtang', effect: {} }, /^effect: give exactly one of error, response, connection, /],
  [{ vendor: 'fangtang', effect: { delayMs: 1, task: 'never' } }, /exactly one/],
  [{ vendor: 'fangtang', effect: { error: 'nope' } }, /^effect\.error: give one of badToken, /],
  [{ vendor: 'fangtang', effect: { error: '9999' } }, /^effect\.error: give one of badToken, /],
  [
    { vendor: 'fangtang', effect: { damage: {} } },
    'effect.damage: give body, contentType, lengthOff or slowMs',
  ],
  [{ vendor: 'fangtang', effect: { delayMs: -1 } }, 'effect.delayMs: give a whole number from 0'],
  [{ vendor: 'fangtang', effect: { connection: 'x' } }, 'effect.connection: give one of reset, close, hang'],
  [
    { vendor: 'fangtang', effect: { response: { status: 99 } } },
    /^effect\.response\.status: give a whole number from 200/,
  ],
  [{ vendor: 'fangtang', effect: { delayMs: 1 }, time: 2 }, 'time: is not known here; did you mean times?'],
  ['7', /^give an object with vendor, /],
  [[], /vendor: is missing/],
  ['{', /JSON/],
])('refuses the fault %j', async (body, error) => {
  const answer = await post('/faults', body);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toEqual(typeof error === 'string' ? error : expect.stringMatching(error));
  expect(server.world.faults.state).toEqual([]);
});

it('moves the clock', async () => {
  startTask('one');
  expect((await post('/clock', { advance: 1000 })).body).toEqual({
    now: Date.UTC(2026, 0, 1) + 1000,
    time: '2026-01-01T00:00:01.000Z',
    speed: 0,
  });
  expect((await get('/tasks')).body).toMatchObject([{ phase: 'done' }]);
  expect(await post('/clock', { advance: 'long' })).toEqual({
    status: 400,
    body: expect.objectContaining({
      error: expect.stringMatching(/^advance: give milliseconds from 0, or a text/),
    }),
  });
});

it.each([
  [{ set: 1e20 }, 'set: give a time such as 2026-01-01T00:00:00Z, or Unix milliseconds'],
  [
    { advance: '99999999d' },
    'advance: give milliseconds from 0, or a text such as 90s, 15m, 1h or 2d; up to 36500d',
  ],
  [{ advance: 1e300 }, /^advance: /],
])('does not move the clock by %j', async (body, error) => {
  expect(await post('/clock', body)).toMatchObject({
    status: 400,
    body: { error: typeof error === 'string' ? error : expect.stringMatching(error) },
  });
  expect((await get('/clock')).status).toBe(200);
});

it.each([
  ['/clock?wrold=ci', 'wrold: is not known here'],
  ['/journal?statuz=200', 'statuz: is not known here; did you mean status?'],
  ['/journal?vendor=fangtan', 'vendor: give one of fangtang; did you mean fangtang?'],
  [
    '/journal.har?endpoint=statuz',
    expect.stringMatching(/^endpoint: give one of .*; did you mean status\?$/),
  ],
  ['/errors?vendor=nobody', 'vendor: give one of fangtang'],
  ['/tasks?phase=runing', 'phase: give one of running, done, failed; did you mean running?'],
])('does not overlook what is wrong in %s', async (path, error) => {
  expect(await get(path)).toMatchObject({ status: 400, body: { error } });
});

it('refuses credentials that a vendor does not have, before it changes anything', async () => {
  const response = await fetch(url('/accounts/fangtang/my-shop'), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ credentials: { secret: 'x' } }),
  });
  expect(await response.json()).toMatchObject({
    error: 'credentials.secret: is not known here; known are secret_key',
  });
  expect((await get('/accounts')).body).toHaveLength(2);
});

it('takes nothing from a form of another web page', async () => {
  const response = await fetch(url('/faults'), {
    method: 'POST',
    body: JSON.stringify({ vendor: 'fangtang', effect: { delayMs: 1 } }),
  });
  expect(response.status).toBe(415);
  expect(await response.json()).toEqual({ error: expect.any(String) });
});

it('says what there is instead of what is not', async () => {
  const { status, body } = await get('/calls');
  expect(status).toBe(404);
  expect(body.error).toBe('the control API has no GET /calls; GET /openapi.json lists what it has');
  expect((await get('/journals')).body.error).toMatch(/did you mean \/journal\?$/);
  expect((await get('/verify')).body.error).toBe('the control API has no GET /verify, but POST');
});

it('serves the console and every file it names, all its own', async () => {
  const response = await fetch(url('/'));
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  const html = await response.text();
  const named = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path as string);
  const files = named.filter((path) => !path.startsWith('data:'));
  expect(files.length).toBeGreaterThan(2);
  for (const path of files) {
    expect(path).toMatch(/^\/console\//);
    expect((await fetch(url(path))).status).toBe(200);
  }
  expect((await fetch(url('/console/..%2Fapp.ts'))).status).toBe(404);
});

it('never takes for HTML what clients sent', () => {
  const folder = new URL('../src/control/console/', import.meta.url);
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  expect(scripts).toContain('journal.js');
  for (const name of scripts)
    expect(readFileSync(new URL(name, folder), 'utf8')).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write/,
    );
});
