import { Readable } from 'node:stream';
import { manualClock, serve, World } from '@api-repack/mock-vendors';
import { mockServer } from '@api-repack/mock-vendors/msw';
import { mockDispatcher } from '@api-repack/mock-vendors/undici';
import {
  Agent,
  getGlobalDispatcher,
  RetryAgent,
  request,
  setGlobalDispatcher,
  fetch as undiciFetch,
} from 'undici';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { adapters } from './helpers/adapter-sends.ts';
import { jpeg } from './helpers/pictures.ts';
import { type Answered, run, transcript } from './helpers/transcript.ts';

const freshWorld = () =>
  new World({ clock: manualClock(), taskTiming: { mode: 'immediate' }, settings: { picwish: { qps: 0 } } });

let expected: ReadonlyMap<string, Answered>;
beforeAll(async () => {
  expected = await run(await adapters.plain(freshWorld()));
});

it.each(['port', 'msw', 'dispatcher'] as const)(
  'gives the same answers by %s as without an adapter',
  async (name) => {
    const answers = await run(await adapters[name](freshWorld()));
    for (const { name: step } of transcript) expect(answers.get(step), step).toEqual(expected.get(step));
  },
);

it('leads from one vendor to another by the name that the client has for this machine', async () => {
  const world = freshWorld();
  const { origins, close } = await serve({ world, host: '0.0.0.0', controlToken: 'secret' });
  onTestFinished(close);
  const form = new FormData();
  form.set('image_file', jpeg);
  form.set('sync', '1');
  const url = `${origins.picwish?.replace('0.0.0.0', 'localhost')}/api/tasks/visual/scale`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'x-api-key': 'mock-picwish-key' },
    body: form,
  });
  const { data } = (await answer.json()) as { data: { image: string } };
  expect(new URL(data.image).hostname).toBe('localhost');
});

describe('the transcript', () => {
  it.each([
    ['fangtang: upload', 200],
    ['fangtang: result', 200],
    ['picwish: file', 200],
    ['picwish: no key', 401],
    ['oss: put', 200],
    ['oss: range', 206],
    ['oss: wrong signature', 403],
    ['oss: delete', 204],
    ['oss: get what is gone', 404],
  ])('is about what it says: %s is answered with %i', (step, status) => {
    expect(expected.get(step)?.status).toBe(status);
  });
});

it('has one MSW server at a time, since it catches what the whole process sends', async () => {
  const first = await mockServer(freshWorld());
  onTestFinished(() => first.close());
  await expect(mockServer(freshWorld())).rejects.toThrow('another mockServer is open in this process');
  first.close();
  (await mockServer(freshWorld())).close();
});

describe('the dispatcher', () => {
  const open = () => {
    const world = freshWorld();
    return { world, dispatcher: mockDispatcher(world) };
  };
  const url = 'https://aipic.lufff.com/make_pic/api/get_left_credit_by_phone/';
  const body = JSON.stringify({ phone: '13800138000' });

  it('refuses what goes to anybody else, unless it is passed on', async () => {
    const { world, dispatcher } = open();
    const stray = request('http://other.example/a?token=secret', { dispatcher });
    await expect(stray).rejects.toThrow('no mock vendor is at http://other.example, where GET /a goes:');
    const { origins, close } = await serve({ world });
    onTestFinished(close);
    const passOn = new Agent();
    onTestFinished(() => passOn.close());
    const passing = mockDispatcher(world, undefined, { passOn });
    expect((await request(`${origins.lufff}/nothing`, { dispatcher: passing })).statusCode).toBe(404);
  });

  it("answers the fetch of undici, and Node's own", async () => {
    const { world, dispatcher } = open();
    const sent = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    expect(await (await undiciFetch(url, { ...sent, dispatcher })).json()).toMatchObject({
      data: { credit: 5 },
    });
    const former = getGlobalDispatcher();
    onTestFinished(() => setGlobalDispatcher(former));
    setGlobalDispatcher(dispatcher);
    expect(await (await fetch(url, sent)).json()).toMatchObject({ data: { credit: 5 } });
    const handed = { ...sent, dispatcher } as unknown as RequestInit;
    expect(
      await (await fetch(url.replace('aipic', 'other'), handed).catch((error) => error)).cause,
    ).toMatchObject({
      message: expect.stringContaining('no mock vendor is at https://other.lufff.com'),
    });
    setGlobalDispatcher(former);
    expect(await (await fetch(url, handed)).json()).toMatchObject({ data: { credit: 5 } });
    expect(world.journal.entries).toHaveLength(3);
  });

  it.each([
    ['reset', { code: 'ECONNRESET' }],
    ['close', { code: 'UND_ERR_SOCKET' }],
    ['hang', { code: 'UND_ERR_HEADERS_TIMEOUT' }],
  ] as const)('breaks off with %s as a socket does', async (connection, error) => {
    const { world, dispatcher } = open();
    world.faults.add({ vendor: 'lufff', effect: { connection } });
    const asked = request(url, { method: 'POST', body, dispatcher, headersTimeout: 5 });
    await expect(asked).rejects.toMatchObject(error);
  });

  it('stops when the client gives up', async () => {
    const { world, dispatcher } = open();
    world.faults.add({ vendor: 'lufff', effect: { connection: 'hang' } });
    const signal = AbortSignal.timeout(5);
    await expect(request(url, { method: 'POST', body, dispatcher, signal })).rejects.toThrow('timeout');
  });

  it('falls silent in the middle of a body', async () => {
    const { world, dispatcher } = open();
    world.faults.add({ vendor: 'lufff', effect: { connection: 'hang', when: 'during' } });
    const answer = await request(url, { method: 'POST', body, dispatcher, bodyTimeout: 5 });
    expect(answer.statusCode).toBe(200);
    await expect(answer.body.text()).rejects.toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
  });

  it('breaks off in the middle of a body', async () => {
    const { world, dispatcher } = open();
    world.faults.add({ vendor: 'lufff', effect: { connection: 'close', when: 'during' } });
    const answer = await request(url, { method: 'POST', body, dispatcher });
    await expect(answer.body.text()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  });
});

describe('the dispatcher', () => {
  it("is asked again by undici's RetryAgent", async () => {
    const world = freshWorld();
    world.faults.add({ vendor: 'picwish', effect: { connection: 'reset' } });
    const dispatcher = new RetryAgent(mockDispatcher(world), { minTimeout: 1 });
    const url = 'https://techsz.aoscdn.com/api/customers/package-credits';
    const headers = { 'x-api-key': 'mock-picwish-key' };
    const { statusCode, body } = await request(url, { dispatcher, headers });
    await body.dump();
    expect(statusCode).toBe(200);
    expect(world.journal.entries).toHaveLength(2);
  });

  it('lets a client stop waiting for a response that is late', async () => {
    const world = freshWorld();
    world.faults.add({ vendor: 'picwish', effect: { delayMs: 60_000 } });
    const waiting = request('https://techsz.aoscdn.com/', {
      dispatcher: mockDispatcher(world),
      headersTimeout: 10,
    });
    await expect(waiting).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  });

  it.each([
    ['a stream of texts', () => Readable.from(['third_code=', 'hiliad'])],
    ['an ArrayBuffer', () => new TextEncoder().encode('third_code=hiliad').buffer],
    ['a view', () => new DataView(new TextEncoder().encode('third_code=hiliad').buffer)],
  ])('takes %s as a body', async (_, body) => {
    const world = freshWorld();
    const response = await request('http://sdkphoto.fangtangtv.com/api/third/company/nums', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body() as Readable,
      dispatcher: mockDispatcher(world),
    });
    await response.body.dump();
    expect(world.journal.entries[0]?.fields).toMatchObject({ third_code: 'hiliad' });
  });
});

it('catches what is sent to a vendor by http as well', async () => {
  const world = freshWorld();
  const server = await mockServer(world);
  onTestFinished(() => server.close());
  await fetch('http://sdkphoto.fangtangtv.com/api/third/company/nums', { method: 'POST' });
  expect(world.journal.entries).toHaveLength(1);
});
