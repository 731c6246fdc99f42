import { createServer, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type FangtangLab, photo, startFangtang } from './helpers/fangtang.ts';
import { serveFiles } from './helpers/file-server.ts';
import { picture } from './helpers/pictures.ts';

const photos = (count: number) => Array.from({ length: count }, (_, index) => photo(10 + index));

async function serve(answer: (response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'image/png' });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.png`;
}

function* repeat(chunk: Buffer) {
  for (;;) yield chunk;
}

describe('many items', () => {
  it('come back in their order and paired, although the last are done first', async () => {
    const { run, world } = await startFangtang({ taskTiming: { mode: 'manual' } });
    const finished: string[] = [];
    const uploaded: { id: string; isLate: boolean }[] = [];
    const finish = (late: boolean) => {
      for (const { id, isLate } of uploaded) if (isLate === late) world.tasks.force(id, 'done');
    };
    world.journal.listen(({ endpoint, url, created = [], fields }) => {
      const isLate = /photo-2\d/.test(JSON.stringify(fields ?? {}));
      if (endpoint === 'uploads') uploaded.push({ id: created[0] as string, isLate });
      if (endpoint === 'uploads' && uploaded.length === 20) finish(true);
      if (endpoint === 'result') finished.push(url);
      if (endpoint === 'result' && finished.length === 10) finish(false);
    });
    const { items, error } = await run({ items: photos(20) });
    expect(error).toBeUndefined();
    const outputs = items('Fangtang');
    expect(outputs.map(({ pairedItem }) => pairedItem)).toEqual(photos(20).map((_, item) => ({ item })));
    expect(outputs.map(({ json }) => [json.sourceFileName, json.width])).toEqual(
      photos(20).map((_, index) => [`photo-${10 + index}.png`, 10 + index]),
    );
    const urls = outputs.map(({ json }) => new URL(json.resultUrl as string).pathname);
    expect(finished.slice(0, 10).toSorted()).toEqual(urls.slice(10).toSorted());
    expect(finished.slice(10).toSorted()).toEqual(urls.slice(0, 10).toSorted());
  });

  it('are on their way only so many at once', async () => {
    const { run, world } = await startFangtang();
    let underWay = 0;
    let most = 0;
    world.journal.listen(({ endpoint }) => {
      if (endpoint === 'uploads') underWay++;
      if (endpoint === 'result') underWay--;
      most = Math.max(most, underWay);
    });
    await run({ items: photos(9), parameters: { options: { itemsAtOnce: 3 } } });
    expect(most).toBe(3);
  });

  it('are read only when their turn comes', async () => {
    const { start, called } = await startFangtang({ taskTiming: { mode: 'manual' } });
    const file = { body: picture(10) };
    const { origin, asked } = await serveFiles({ '/1': file, '/2': file, '/3': file });
    const execution = start({
      items: [1, 2, 3].map((n) => ({ json: { url: `${origin}/${n}` } })),
      parameters: { inputSource: 'url', imageUrl: '={{ $json.url }}', options: { itemsAtOnce: 1 } },
    });
    await called('status', 2);
    execution.cancel();
    await execution.finished;
    expect(asked).toEqual(['/1']);
  });

  it('may take long, if only they come', async () => {
    const { setTimeout } = globalThis;
    const limitMs = 1_000;
    const sooner = (callback: () => void, ms = 0) => setTimeout(callback, Math.min(ms, limitMs));
    const bytes = picture(10);
    const pauseMs = Math.ceil((1.5 * limitMs) / bytes.length);
    const imageUrl = await serve(async (response) => {
      for (const byte of bytes) {
        response.write(Buffer.of(byte));
        await new Promise<void>((resolve) => setTimeout(resolve, pauseMs));
      }
      response.end();
    });
    const { run } = await startFangtang();
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(sooner as typeof setTimeout);
    onTestFinished(() => void vi.restoreAllMocks());
    const { error } = await run({ parameters: { inputSource: 'url', imageUrl } });
    expect(error).toBeUndefined();
  });

  it('must not stop coming', async () => {
    const imageUrl = await serve((response) => response.write('x'));
    const { run } = await startFangtang();
    const [{ setTimeout }, { now }] = [globalThis, Date];
    const sooner = (callback: () => void, ms = 0) => setTimeout(callback, Math.min(ms, 100));
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(sooner as typeof setTimeout);
    const start = now();
    vi.spyOn(Date, 'now').mockImplementation(() => start + (now() - start) * 1_000);
    onTestFinished(() => void vi.restoreAllMocks());
    const { error } = await run({ parameters: { inputSource: 'url', imageUrl } });
    expect(error?.message).toMatch(/^The file at .* broke off \[item 0\]$/);
  });

  it('are not read without an end', async () => {
    const imageUrl = await serve((response) => Readable.from(repeat(Buffer.alloc(1 << 20))).pipe(response));
    const { run, calls } = await startFangtang();
    const { error } = await run({ parameters: { inputSource: 'url', imageUrl } });
    expect(error?.message).toMatch(/^The file at .*a\.png has more than 100 MB \[item 0\]$/);
    expect(calls('uploads')).toBe(0);
  });

  it('may have line breaks in their text', async () => {
    const { run, engine } = await startFangtang();
    const { json, binary } = photo(10);
    const data = { ...binary!.data!, data: binary!.data!.data.replace(/.{20}/g, '$&\r\n') };
    const { items, error } = await run({ items: [{ json, binary: { data } }] });
    expect(error).toBeUndefined();
    expect((await engine.readFile(items('Fangtang')[0]!.binary!.data!)).length).toBeGreaterThan(0);
  });

  it('may be more at once than there are', async () => {
    const { run } = await startFangtang();
    const { items } = await run({ items: photos(2), parameters: { options: { itemsAtOnce: 1e10 } } });
    expect(items('Fangtang')).toHaveLength(2);
  });

  it('do not suffer from one whose id has another form', async () => {
    const { run } = await startFangtang();
    const uploaded = await run({ parameters: { waitMode: 'none' } });
    const { id } = uploaded.items('Fangtang')[0]?.json ?? {};
    const { items } = await run({
      items: [{ json: { id } }, { json: { id: 'oops' } }],
      parameters: { operation: 'getStatus', id: '={{ $json.id }}' },
      node: { onError: 'continueRegularOutput' },
    });
    expect(items('Fangtang')).toMatchObject([{ json: { id } }, { json: { error: expect.any(String) } }]);
  });

  it('may be none', async () => {
    const { run } = await startFangtang();
    const { items, status } = await run({ items: [] });
    expect([status, items('Fangtang')]).toEqual(['success', []]);
  });
});

describe('the Stop button', () => {
  it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
    'ends a wait at once and leaves the run canceled (On Error: %s)',
    async (onError) => {
      const { start, called, calls } = await startFangtang({ taskTiming: { mode: 'manual' } });
      const parameters = { options: { pollInterval: 60, waitLimit: 600 } };
      const execution = start({ items: photos(2), parameters, node: { onError } });
      await Promise.all([called('uploads', 2), called('status')]);
      const before = performance.now();
      const asked = calls('status');
      execution.cancel();
      const { status, data } = await execution.finished;
      expect(performance.now() - before).toBeLessThan(3_000);
      expect(status).toBe('canceled');
      expect(Object.keys(data.resultData.runData)).toEqual(['Start', 'Fangtang']);
      expect(calls('status')).toBe(asked);
    },
  );

  it.each([
    { during: 'uploads', tells: /charged.*\[item 0\]/ },
    { during: 'download', tells: /mdf [0-9a-f]{32}/ },
    { during: 'result', tells: /mdf [0-9a-f]{32}/ },
  ])('ends a call under way, too: $during', async ({ during, tells }) => {
    const { start, called, world } = await startFangtang();
    const effect = { connection: 'hang', when: 'after' } as const;
    world.faults.add({ vendor: 'fangtang', endpoint: during, effect });
    const execution = start();
    await called(during);
    const before = performance.now();
    execution.cancel();
    const { status, error } = await execution.finished;
    expect(performance.now() - before).toBeLessThan(3_000);
    expect([status, error?.message]).toEqual(['canceled', 'The execution was canceled']);
    expect(error?.description ?? '').toMatch(tells);
  });

  it('tells the ids of what is paid for', async () => {
    const { start, called, world } = await startFangtang({ taskTiming: { mode: 'manual' } });
    const execution = start({ parameters: { options: { pollInterval: 60 } } });
    await called('status');
    execution.cancel();
    const { error } = await execution.finished;
    expect(error?.message).toBe('The execution was canceled');
    expect(error?.description).toContain(world.ledger.entries[0]?.reference);
  });
});

describe("n8n's log", () => {
  const fromCore = createRequire(createRequire(import.meta.url).resolve('n8n-core'));
  const logger = fromCore('@n8n/di').Container.get(fromCore('@n8n/backend-common').Logger);

  it('names what was submitted, since n8n keeps nothing of a node that it stops', async () => {
    const info = vi.spyOn(logger, 'info');
    const { run, world } = await startFangtang();
    await run({ items: photos(2) });
    const lines = world.ledger.entries.map(
      ({ reference }) => `Submitted to Fangtang: api v2, mdf ${reference}`,
    );
    expect(lines).toHaveLength(2);
    expect(info.mock.calls.map(([line]) => line)).toEqual(expect.arrayContaining(lines));
  });

  it('says when nobody knows whether it was', async () => {
    const warn = vi.spyOn(logger, 'warn');
    const { run, world } = await startFangtang();
    const effect = { connection: 'reset', when: 'after' } as const;
    world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect });
    await run();
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe('a node that stops', () => {
  it('starts nothing new, lets uploads under way end, and names their ids', async () => {
    const shop: FangtangLab = await startFangtang({ taskTiming: { mode: 'manual' } });
    const bad = {
      json: {},
      binary: { data: { data: 'aGVsbG8=', fileName: 'a.png', mimeType: 'image/png' } },
    };
    shop.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 2, effect: { delayMs: 50 } });
    const items = [photo(10), photo(11), bad, photo(12)];
    const { error } = await shop.run({
      items,
      parameters: { options: { itemsAtOnce: 3, pollInterval: 60 } },
    });
    expect(error?.context.itemIndex).toBe(2);
    const paid = shop.world.ledger.entries.map(({ reference }) => reference);
    expect(paid).toHaveLength(2);
    for (const id of paid) expect(error?.description).toContain(id);
    expect(shop.calls('status')).toBe(0);
  });
});
