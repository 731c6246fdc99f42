import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inMemory, openShop, packageFolder, photo } from './helpers/fangtang.ts';
import { serveFiles } from './helpers/file-server.ts';
import { picture } from './helpers/pictures.ts';

const jpegStart = Buffer.from([0xff, 0xd8, 0xff]);
const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

const schemaOf = (operation: string) => {
  const folder = join(packageFolder, 'dist/nodes/Fangtang/__schema__/v1.0.0');
  return Object.keys(JSON.parse(readFileSync(join(folder, `${operation}.json`), 'utf8')).properties);
};

describe('Fangtang node', () => {
  it('restores a photo and returns the file and its address', async () => {
    const { run, origin, engine, world } = await openShop({ taskTiming: { mode: 'polls', polls: 2 } });
    const before = Date.now();
    const { items, error } = await run();
    expect(error).toBeUndefined();
    const [item] = items('Fangtang');
    expect(item?.json).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      state: 'done',
      stage: 2002,
      size: '10x8px 1KB',
      sourceFileName: 'photo-10.png',
      resultUrl: expect.stringContaining(`${origin}/api/shop/download/`),
    });
    expect(Object.keys(item?.json ?? {}).sort()).toEqual(schemaOf('photo/restore').sort());
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
    const { run, calls, world } = await openShop({ taskTiming: { mode: 'polls', polls: 2 } });
    const parameters = { apiVersion: 'v1', repairType: 'sr,repair,colour' };
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
    const { run, world } = await openShop();
    const parameters = { apiVersion: 'v1', repairType: 'bg', background: '235,51,35' };
    expect((await run({ parameters })).error).toBeUndefined();
    expect(world.journal.entries[0]?.fields).toMatchObject({ repair_type: 'bg', rgb: '235,51,35' });
    const refused = await run({ parameters: { ...parameters, background: '-1' } });
    expect(refused.error?.message).toContain('v1 takes r,g,b with 0 to 255 each');
  });

  it('sends every parameter that v2 has', async () => {
    const { run, world, engine } = await openShop({ settings: { fangtang: { extensions: true } } });
    const { items, error } = await run({
      parameters: {
        preset: 'custom',
        steps: ['bg', 'sr', 'colourbeta', 'repair', 'scratch', 'defogging'],
        subject: 'portrait',
        background: 'custom',
        rgb: '12, 34, 56',
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
    expect(items('Fangtang')[0]?.json.size).toMatch(/^40x32px/);
    expect(engine.nodeType('n8n-nodes-fangtang.fangtang').description.usableAsTool).toBe(true);
  });

  it('names a transparent result .png', async () => {
    const { run, engine } = await openShop();
    const [item] = (await run({ parameters: { preset: 'cutout' } })).items('Fangtang');
    expect(item?.binary?.data).toMatchObject({ mimeType: 'image/png', fileName: 'photo-10-fangtang.png' });
    expect((await engine.readFile(item!.binary!.data!)).subarray(0, 4)).toEqual(pngStart);
  });

  it('recognises a result of unknown type by its content', async () => {
    const { run, world } = await openShop();
    const reply = { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: 'GIF89a' };
    world.faults.add({ vendor: 'fangtang', endpoint: 'result', effect: { response: reply } });
    const [item] = (await run()).items('Fangtang');
    expect(item?.binary?.data).toMatchObject({ mimeType: 'image/gif', fileName: 'photo-10-fangtang.gif' });
  });

  it.each([
    { output: 'url', hasUrl: true, hasFile: false },
    { output: 'file', hasUrl: false, hasFile: true },
    { output: 'both', hasUrl: true, hasFile: true },
  ])('returns what is asked for: $output', async ({ output, hasUrl, hasFile }) => {
    const { run } = await openShop();
    const [item] = (await run({ parameters: { output, outputField: 'restored' } })).items('Fangtang');
    expect('resultUrl' in (item?.json ?? {})).toBe(hasUrl);
    expect(item?.binary?.restored?.fileName).toBe(hasFile ? 'photo-10-fangtang.jpg' : undefined);
  });

  it('passes the json of the input on when asked, and leaves the input alone', async () => {
    const { run } = await openShop();
    const input = photo(10, { order: 7, state: 'new' });
    const copy = structuredClone(input);
    const kept = await run({ items: [input], parameters: { options: { keepInput: true } } });
    expect(kept.items('Fangtang')[0]?.json).toMatchObject({ order: 7, state: 'done' });
    expect(kept.items('Start')).toMatchObject([copy]);
    const dropped = await run({ items: [input] });
    expect(dropped.items('Fangtang')[0]?.json).not.toHaveProperty('order');
  });

  it('fetches files from URLs, also when they move', async () => {
    const { run } = await openShop();
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
        json: { sourceFileName: 'old', size: '31x8px 1KB' },
        binary: { data: { fileName: 'old-fangtang.jpg' } },
      },
      { json: { sourceFileName: 'dog', size: '32x8px 1KB' } },
    ]);
  });

  it('works as a tool of an agent: arguments in, an address out', async () => {
    const { run } = await openShop();
    const { origin } = await serveFiles({ '/a.png': { body: picture(9) } });
    const parameters = { inputSource: 'url', imageUrl: '={{ $json.image }}', output: 'url' };
    const { items } = await run({ parameters, items: [{ json: { image: `${origin}/a.png` } }] });
    expect(items('Fangtang')).toHaveLength(1);
    expect(items('Fangtang')[0]?.json).toMatchObject({ state: 'done', resultUrl: expect.any(String) });
    expect(items('Fangtang')[0]).not.toHaveProperty('binary');
  });

  it.each([
    { filesPerRequest: 'one', requests: 2 },
    { filesPerRequest: 'all', requests: 1 },
  ])(
    'sends several files of an item: $filesPerRequest in a request',
    async ({ filesPerRequest, requests }) => {
      const { run, calls, world } = await openShop();
      const binary = {
        front: inMemory(picture(20), 'front.png'),
        back: inMemory(picture(21), 'back.png'),
      };
      const parameters = { binaryField: 'front, back', options: { filesPerRequest } };
      const { items, error } = await run({ parameters, items: [photo(9), { json: {}, binary }].slice(1) });
      expect(error).toBeUndefined();
      expect(items('Fangtang')).toMatchObject([
        { json: { sourceFileName: 'front.png', size: '20x8px 1KB' }, pairedItem: { item: 0 } },
        { json: { sourceFileName: 'back.png', size: '21x8px 1KB' }, pairedItem: { item: 0 } },
      ]);
      expect(calls('uploads')).toBe(requests);
      expect(world.ledger.cost()).toBe(2);
    },
  );

  it('uploads, reads the status, downloads, and processes again by id', async () => {
    const { run, world, calls } = await openShop({ taskTiming: { mode: 'manual' } });
    const uploaded = (await run({ parameters: { operation: 'upload' } })).items('Fangtang')[0]?.json ?? {};
    expect(uploaded).toMatchObject({ state: 'processing', sourceFileName: 'photo-10.png' });
    expect(Object.keys(uploaded).sort()).toEqual(schemaOf('photo/upload').sort());
    const id = uploaded.id as string;

    const byId = (operation: string, more = {}) => run({ parameters: { operation, ids: id, ...more } });
    expect((await byId('getStatus')).items('Fangtang')).toMatchObject([
      { json: { id, state: 'processing', stage: 2001 } },
    ]);
    world.tasks.force(id, 'done');
    const status = (await byId('getStatus')).items('Fangtang')[0]?.json ?? {};
    expect(status).toMatchObject({ id, state: 'done', size: '10x8px 1KB' });
    expect(Object.keys(status).sort()).toEqual(schemaOf('photo/getStatus').sort());

    const [downloaded] = (await byId('download')).items('Fangtang');
    expect(downloaded).toMatchObject({
      json: { id, state: 'done', resultUrl: expect.any(String) },
      binary: { data: { fileName: `${id}.jpg`, mimeType: 'image/jpeg' } },
    });
    expect(Object.keys(downloaded?.json ?? {}).sort()).toEqual(schemaOf('photo/download').sort());

    const [again] = (await byId('reprocess', { preset: 'cutout', wait: false })).items('Fangtang');
    expect(again?.json).toMatchObject({ earlierId: id, state: 'processing' });
    expect(again?.json.id).not.toBe(id);
    expect(calls('uploads')).toBe(2);
    expect(world.journal.entries.at(-1)?.fields).toMatchObject({ mdf: id, seq: 'bg', rgb: '-1' });
  });

  it('waits for what it processes again, and sends the original along on request', async () => {
    const { run, world } = await openShop();
    const id = (await run()).items('Fangtang')[0]?.json.id as string;
    const parameters = {
      operation: 'reprocess',
      ids: id,
      preset: 'cutout',
      options: { originalField: 'data' },
    };
    const { items, error } = await run({ parameters });
    expect(error).toBeUndefined();
    expect(items('Fangtang')[0]).toMatchObject({
      json: { state: 'done' },
      binary: { data: { fileExtension: 'png' } },
    });
    const upload = world.journal.entries.findLast(({ endpoint }) => endpoint === 'uploads');
    expect(upload?.fields).toMatchObject({ mdf: id, file: [{ name: 'photo-10.png' }] });
  });

  it('reads the balance', async () => {
    const { run } = await openShop();
    const { items } = await run({ parameters: { resource: 'account', operation: 'getBalance' } });
    expect(items('Fangtang')).toMatchObject([
      { json: { channel: 'shop', left: 50 }, pairedItem: { item: 0 } },
    ]);
    expect(Object.keys(items('Fangtang')[0]?.json ?? {}).sort()).toEqual(
      schemaOf('account/getBalance').sort(),
    );
  });
});
