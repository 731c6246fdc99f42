import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inMemory, packageFolder, startFangtang } from './helpers/fangtang.ts';
import { serveFiles } from './helpers/file-server.ts';
import { picture } from './helpers/pictures.ts';

const jpegStart = Buffer.from([0xff, 0xd8, 0xff]);
const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** The fields of an item that the package has not told n8n about. */
function undeclared(operation: string, json: object): string[] {
  const file = join(packageFolder, `dist/nodes/Fangtang/__schema__/v1.0.0/${operation}.json`);
  const { properties } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.keys(json).filter((name) => !(name in properties));
}

describe('Fangtang node', () => {
  it('restores a photo and returns the file and its address', async () => {
    const { run, origin, engine, world } = await startFangtang({ taskTiming: { mode: 'polls', polls: 2 } });
    const before = Date.now();
    const { items, error } = await run();
    expect(error).toBeUndefined();
    const [item] = items('Fangtang');
    expect(item?.json).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      state: 'done',
      width: 10,
      height: 8,
      credits: 1,
      fileName: 'photo-10-fangtang.jpg',
      sourceFileName: 'photo-10.png',
      resultUrl: expect.stringContaining(`${origin}/api/shop/download/`),
    });
    expect(undeclared('photo/restore', item?.json ?? {})).toEqual([]);
    const expiresAt = Date.parse(item?.json.expiresAt as string);
    expect(expiresAt - before).toBeGreaterThanOrEqual(3_600_000);
    expect(expiresAt - Date.now()).toBeLessThanOrEqual(3_600_000);
    expect(item?.binary?.data).toMatchObject({
      fileName: 'photo-10-fangtang.jpg',
      fileExtension: 'jpg',
      mimeType: 'image/jpeg',
    });
    const file = await engine.readFile(item!.binary!.data!);
    expect(file.subarray(0, 3)).toEqual(jpegStart);
    expect(world.ledger.cost()).toBe(1);
  });

  it('restores a photo with v1', async () => {
    const { run, calls, world } = await startFangtang({ taskTiming: { mode: 'polls', polls: 2 } });
    const parameters = { operation: 'restoreV1', whatToDo: 'sr,repair,colour' };
    const { items, error } = await run({ parameters });
    expect(error).toBeUndefined();
    expect(items('Fangtang')[0]).toMatchObject({
      json: { id: expect.any(String), state: 'done', resultUrl: expect.any(String) },
      binary: { data: { mimeType: 'image/jpeg' } },
    });
    expect([calls('photoUpload'), calls('photoStatus'), calls('photoDownload')]).toEqual([1, 2, 1]);
    expect(world.journal.entries[0]?.fields).toMatchObject({ repair_type: 'sr,repair,colour' });
  });

  it('changes a background with v1', async () => {
    const { run, world } = await startFangtang();
    const parameters = { operation: 'restoreV1', whatToDo: 'bg', backgroundColor: '#eb3323' };
    expect((await run({ parameters })).error).toBeUndefined();
    expect(world.journal.entries[0]?.fields).toMatchObject({ repair_type: 'bg', rgb: '235,51,35' });
    const refused = await run({ parameters: { ...parameters, backgroundColor: '-1' } });
    expect(refused.error?.context.data).toMatchObject({ kind: 'bad-input', charged: 'no' });
  });

  it('sends every parameter that v2 has', async () => {
    const { run, world, engine } = await startFangtang({ settings: { fangtang: { extensions: true } } });
    const { items, error } = await run({
      parameters: {
        preset: '',
        steps: ['bg', 'sr', 'colourbeta', 'repair', 'scratch', 'defogging'],
        subject: 'portrait',
        background: 'color',
        backgroundColor: '#0c2238',
        options: { rate: 4, dpi: 300, platform: 'mp', clientip: '203.0.113.7' },
      },
    });
    expect(error).toBeUndefined();
    expect(world.journal.entries[0]?.fields).toMatchObject({
      third_code: 'shop',
      seq: 'scratch,defogging,repair,colourbeta,sr,bg',
      type: 'portrait',
      rgb: '12,34,56',
      rate: '4',
      dpi: '300',
      platform: 'mp',
      clientip: '203.0.113.7',
    });
    expect(items('Fangtang')[0]?.json).toMatchObject({ width: 40, height: 32 });
    expect(engine.nodeType('n8n-nodes-fangtang.fangtang').description.usableAsTool).toBe(true);
  });

  it('names a transparent result .png', async () => {
    const { run, engine } = await startFangtang();
    const [item] = (await run({ parameters: { preset: 'cutout' } })).items('Fangtang');
    expect(item?.binary?.data).toMatchObject({ mimeType: 'image/png', fileName: 'photo-10-fangtang.png' });
    expect((await engine.readFile(item!.binary!.data!)).subarray(0, 4)).toEqual(pngStart);
  });

  it('recognises a result of unknown type by its content', async () => {
    const { run, world } = await startFangtang();
    const reply = { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: 'GIF89a' };
    world.faults.add({ vendor: 'fangtang', endpoint: 'result', effect: { response: reply } });
    const [item] = (await run()).items('Fangtang');
    expect(item?.binary?.data).toMatchObject({ mimeType: 'image/gif', fileName: 'photo-10-fangtang.gif' });
  });

  it('fetches files from URLs, also when they move', async () => {
    const { run } = await startFangtang();
    const { origin } = await serveFiles({
      '/old': { status: 302, headers: { location: '/img/cat.png?size=2' } },
      '/img/cat.png?size=2': { headers: { 'content-type': 'image/png' }, body: picture(31) },
      '/dog': { headers: { 'content-type': 'image/png' }, body: picture(32) },
    });
    const imageUrl = `${origin}/old ${origin}/dog`;
    const { items, error } = await run({
      parameters: { inputSource: 'url', imageUrl },
      items: [{ json: {} }],
    });
    expect(error).toBeUndefined();
    expect(items('Fangtang')).toMatchObject([
      {
        json: { sourceFileName: 'old', width: 31 },
        binary: { data: { fileName: 'old-fangtang.jpg' } },
      },
      { json: { sourceFileName: 'dog', width: 32 } },
    ]);
  });

  it('makes an item of each file of an item', async () => {
    const { run, calls, world } = await startFangtang();
    const binary = {
      front: inMemory(picture(20), 'front.png'),
      back: inMemory(picture(21), 'back.png'),
    };
    const parameters = { binaryField: 'front, back' };
    const { items, error } = await run({ parameters, items: [{ json: {}, binary }] });
    expect(error).toBeUndefined();
    expect(items('Fangtang')).toMatchObject([
      { json: { sourceFileName: 'front.png', width: 20 }, pairedItem: { item: 0 } },
      { json: { sourceFileName: 'back.png', width: 21 }, pairedItem: { item: 0 } },
    ]);
    expect([calls('uploads'), world.ledger.cost()]).toEqual([2, 2]);
  });

  it('submits, reads the status, gets the result, and processes again by ID', async () => {
    const { run, world, calls } = await startFangtang({ taskTiming: { mode: 'manual' } });
    const submitted = (await run({ parameters: { waitMode: 'none' } })).items('Fangtang')[0]?.json ?? {};
    expect(submitted).toMatchObject({ state: 'processing', sourceFileName: 'photo-10.png', credits: 1 });
    expect(undeclared('photo/restore', submitted)).toEqual([]);
    const id = submitted.id as string;

    const byId = (operation: string, more = {}) => run({ parameters: { operation, id, ...more } });
    expect((await byId('getStatus')).items('Fangtang')).toMatchObject([
      { json: { id, state: 'processing', stage: 2001 } },
    ]);
    expect((await byId('getResult', { waitMode: 'none' })).items('Fangtang')).toMatchObject([
      { json: { id, state: 'processing' } },
    ]);
    world.tasks.force(id, 'done');
    const status = (await byId('getStatus')).items('Fangtang')[0]?.json ?? {};
    expect(status).toMatchObject({ id, state: 'done', size: '10x8px 1KB' });
    expect(undeclared('photo/getStatus', status)).toEqual([]);

    const [result] = (await byId('getResult')).items('Fangtang');
    expect(result).toMatchObject({
      json: { id, state: 'done', credits: 0, resultUrl: expect.any(String) },
      binary: { data: { fileName: `${id}-fangtang.jpg`, mimeType: 'image/jpeg' } },
    });
    expect(undeclared('photo/getResult', result?.json ?? {})).toEqual([]);

    const earlier = { inputSource: 'earlier', earlierId: id, preset: 'cutout', waitMode: 'none' };
    const [again] = (await run({ parameters: earlier })).items('Fangtang');
    expect(again?.json.id).not.toBe(id);
    expect(calls('uploads')).toBe(2);
    expect(world.journal.entries.at(-1)?.fields).toMatchObject({ mdf: id, seq: 'bg', rgb: '-1' });
  });

  it('reads the balance', async () => {
    const { run } = await startFangtang();
    const { items } = await run({ parameters: { resource: 'account', operation: 'getBalance' } });
    expect(items('Fangtang')).toMatchObject([
      { json: { channel: 'shop', left: 50 }, pairedItem: { item: 0 } },
    ]);
    expect(undeclared('account/getBalance', items('Fangtang')[0]?.json ?? {})).toEqual([]);
  });
});
