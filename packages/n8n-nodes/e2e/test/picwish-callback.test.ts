import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inMemory } from './helpers/fangtang.ts';
import { picture } from './helpers/pictures.ts';
import { photo, type RunOptions, startPicwish } from './helpers/picwish.ts';
import { answer, image } from './helpers/picwish-trouble.ts';

/** n8n, as PicWish sees it: resolves to the address that is called first. */
async function listen() {
  let answer = (_: string) => {};
  const called = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const server = createServer(({ method, url }, response) => {
    response.end();
    answer(`${method} ${url}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, called };
}

const callback = (parameters: object = {}) => image('colorization', { waitMode: 'callback', ...parameters });

async function startWaiting(more: Partial<RunOptions> = {}) {
  const room = await startPicwish({ taskTiming: { mode: 'timed', minMs: 300, maxMs: 300 } });
  const { origin, called } = await listen();
  const options: RunOptions = { ...callback(), items: [photo(10, { order: 7 })], origin, ...more };
  const waiting = await room.run(options);
  return { room, options, waiting, called };
}

describe('an execution that waits for a callback', () => {
  it('the execution rests until PicWish calls, and then has the result', async () => {
    const { room, options, waiting, called } = await startWaiting();
    expect(waiting.status).toBe('waiting');
    expect(room.calls()).toEqual(['createColorization', 'readColorization']);
    expect(await called).toMatch(/^POST \/webhook-waiting\/1\?signature=\w+$/);

    const { status, items } = await room.resume(options, { data: waiting.data, called: true });
    expect(status).toBe('success');
    for (const name of ['PicWish', 'After'])
      expect(items(name)).toMatchObject([
        {
          json: {
            tool: 'colorization',
            state: 'done',
            sourceFileName: 'photo-10.png',
            resultUrl: expect.any(String),
          },
          binary: { data: { fileName: 'photo-10-picwish.jpg', mimeType: 'image/jpeg' } },
          pairedItem: { item: 0 },
        },
      ]);
    expect(room.world.ledger.cost()).toBe(1);
  });

  it('output and options are those of the node, as without a callback', async () => {
    const parameters = { outputField: 'photo', options: { includeInput: 'merged' } };
    const { room, options, waiting, called } = await startWaiting(callback(parameters));
    await called;
    const { items } = await room.resume(options, { data: waiting.data, called: true });
    expect(items('PicWish')).toMatchObject([
      { json: { order: 7, state: 'done' }, binary: { photo: { mimeType: 'image/jpeg' } } },
    ]);
  });

  it('a call that comes too early waits for the task', async () => {
    const { room, options, waiting } = await startWaiting();
    const { items } = await room.resume(options, { data: waiting.data, called: true });
    expect(items('PicWish')).toMatchObject([{ json: { state: 'done' }, binary: { data: {} } }]);
  });

  it.each([
    { onError: 'stopWorkflow' as const, output: 0 },
    { onError: 'continueRegularOutput' as const, output: 0 },
    { onError: 'continueErrorOutput' as const, output: 1 },
  ])('a task that fails is an item with an error ($onError)', async ({ onError, output }) => {
    const node = { onError };
    const bad = { json: {}, binary: { data: inMemory(Buffer.from('hello'), 'a.png') } };
    const { room, options, waiting, called } = await startWaiting({ node, items: [bad] });
    await called;
    const { items, status } = await room.resume(options, { data: waiting.data, called: true });
    expect(status).toBe('success');
    expect(items('PicWish', output)).toMatchObject([
      { json: { error: expect.stringContaining('(-7)'), details: { code: -7 } }, pairedItem: { item: 0 } },
    ]);
    expect(items('PicWish', 1 - output)).toEqual([]);
  });

  it('the input goes on without a result when nobody calls in time', async () => {
    const { room, options, waiting } = await startWaiting();
    const { waitTill } = waiting.data;
    expect(Number(waitTill) - Date.now()).toBeGreaterThan(3_000_000);
    const { items } = await room.resume(options, { data: waiting.data, called: false });
    expect(items('After')).toMatchObject([
      { json: { order: 7 }, binary: { data: { fileName: 'photo-10.png' } } },
    ]);
  });

  it('what goes wrong when PicWish has called has the ids', async () => {
    const { room, options, waiting, called } = await startWaiting();
    await called;
    const changed = { ...options, key: { baseUrl: 'nowhere' } };
    const { items } = await room.resume(changed, { data: waiting.data, called: true });
    const [paid] = room.world.ledger.entries;
    expect(items('PicWish')).toMatchObject([{ json: { details: { ids: { task_id: paid?.reference } } } }]);
  });

  it('a retry by a user asks for the result, since PicWish calls the first execution', async () => {
    const room = await startPicwish({ taskTiming: { mode: 'timed', minMs: 300, maxMs: 300 } });
    const { origin } = await listen();
    const refused = { vendor: 'picwish', endpoint: 'readColorization', effect: answer({ status: 400 }) };
    room.world.faults.add(refused);
    const options = { ...callback(), items: [photo(10)], origin };
    const { status, data } = await room.run(options);
    expect(status).toBe('error');
    const retried = await room.run({ ...options, retry: data });
    expect(retried.items('PicWish')).toMatchObject([{ json: { state: 'done' } }]);
    expect(room.world.ledger.cost()).toBe(1);
  });

  it('the node may have any name', async () => {
    const { room, options, waiting, called } = await startWaiting({ node: { name: 'PicWish }} {{ "B"' } });
    await called;
    const { items } = await room.resume(options, { data: waiting.data, called: true });
    expect(items('PicWish }} {{ "B"')).toMatchObject([{ json: { state: 'done' } }]);
  });

  it('there is nothing to wait for if the task is done at once', async () => {
    const room = await startPicwish();
    const { origin } = await listen();
    const { status, items } = await room.run({ ...callback(), items: [photo(10)], origin });
    expect(status).toBe('success');
    expect(items('PicWish')).toMatchObject([{ json: { state: 'done' } }]);
  });

  const twoFiles = { data: inMemory(picture(9), 'a.png'), b: inMemory(picture(9), 'b.png') };
  it.each<{ name: string; run: Partial<RunOptions> }>([
    {
      name: 'several items',
      run: { items: [photo(10), photo(11)] },
    },
    {
      name: 'several files',
      run: { ...callback({ binaryField: 'data,b' }), items: [{ json: {}, binary: twoFiles }] },
    },
    {
      name: 'a tool of an AI agent',
      run: { node: { type: 'n8n-nodes-picwish.picwishTool' } },
    },
    {
      name: 'an n8n that PicWish cannot reach',
      run: { key: { baseUrl: 'https://picwish.invalid' } },
    },
  ])('$name cannot be waited for, and nothing is sent', async ({ run }) => {
    const room = await startPicwish();
    const { error } = await room.run({ ...callback(), items: [photo(10)], ...run });
    expect(error?.context.data).toMatchObject({ kind: 'bad-input', charged: 'no' });
    expect(room.calls()).toEqual([]);
  });
});
