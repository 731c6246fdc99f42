import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { kebab } from '@api-repack/core';
import { endpointName } from '@api-repack/core/picwish';
import { webTools } from '@api-repack/core/picwish-web';
import type { IDataObject } from 'n8n-workflow';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inMemory } from './helpers/fangtang.ts';
import { picture } from './helpers/pictures.ts';
import { type PicwishLab, password, photo, startPicwish, undeclared } from './helpers/picwish.ts';

type Parameters = IDataObject & { options?: IDataObject };
type ToolName = keyof typeof webTools;

interface Case {
  readonly tool: ToolName;
  readonly needs?: IDataObject;
  readonly settings?: Parameters;
  readonly wire?: IDataObject;
}

const always = { language: 'zh', product_id: '482' };
const cases: Case[] = [
  { tool: 'faceCutout', wire: always },
  { tool: 'scale', settings: { type: '2' }, wire: { type: '2' } },
  { tool: 'segmentation', settings: { output_type: '2' }, wire: { output_type: '2' } },
  {
    tool: 'ocr',
    settings: { format: 'xlsx', task_language: 'English,ChinesePRC' },
    wire: { format: 'xlsx', task_language: 'English,ChinesePRC' },
  },
  { tool: 'colorization' },
  {
    tool: 'textToImage',
    needs: { prompt: 'A cat', width: 64, height: 48 },
    settings: { options: { batch_size: 3, negative_prompt: 'dogs', speed: 1, theme: 'oil' } },
    wire: {
      ...{ prompt: 'A cat', width: '64', height: '48' },
      ...{ batch_size: '3', negative_prompt: 'dogs', speed: '1', theme: 'oil' },
    },
  },
  {
    tool: 'imageExpand',
    settings: {
      horizontal_expansion_ratio: 2,
      options: { image_count: 2, prompt: 'sea', negative_prompt: 'ships' },
    },
    wire: {
      ...{ horizontal_expansion_ratio: '2', vertical_expansion_ratio: '1.5' },
      ...{ image_count: '2', prompt: 'sea', negative_prompt: 'ships' },
    },
  },
  {
    tool: 'imageTranslate',
    needs: { source_language: 'zh', target_language: 'en' },
    settings: { options: { img_trans_key: 'papago' } },
    wire: { source_language: 'zh', target_language: 'en', img_trans_key: 'papago' },
  },
  { tool: 'autoWatermarkImage', wire: { task_type: '' } },
];

const run = (room: PicwishLab, operation: string, parameters: Parameters = {}, items = [photo(40)]) =>
  room.run({ parameters: { resource: 'accountImage', operation, ...parameters }, items });

const logins = (room: PicwishLab) => room.calls().filter((name) => name === 'login').length;
const token = /^v2,20002,482,[0-9a-f]{32}$/;

describe('each tool of the web page', () => {
  it('has a case here', () => {
    expect(cases.map(({ tool }) => tool).sort()).toEqual(Object.keys(webTools).sort());
  });

  it.each(cases)('$tool: login, upload, task and result in one step', async ({ tool, ...more }) => {
    const { needs, settings, wire = {} } = more;
    const room = await startPicwish({ taskTiming: { mode: 'polls', polls: 2 } });
    const { items, error } = await run(room, tool, { ...needs, ...settings });
    expect(error).toBeUndefined();
    const [item] = items('PicWish');
    expect(item).toMatchObject({
      json: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), tool: kebab(tool), state: 'done' },
      binary: { data: { fileName: expect.stringContaining('-picwish.') } },
      pairedItem: { item: 0 },
    });
    expect(undeclared(`accountImage/${tool}`, item?.json ?? {})).toEqual([]);
    const [create, read] = [endpointName('create', tool), endpointName('read', tool)];
    const upload = tool === 'textToImage' ? [] : ['authorizeUpload', 'putObject', 'uploadCallback'];
    const clean = 'cleanAs' in webTools[tool] ? ['readCleanFile'] : [];
    const calls = ['login', 'authorizeUpload', ...upload, create, read, read, ...clean];
    expect(room.calls().filter((name) => name !== 'getObject')).toEqual(calls);
    const { source_resource_id, source_resource_ids, ...sent } = room.sent(create) ?? {};
    expect(sent).toMatchObject(wire);
    expect(source_resource_id ?? source_resource_ids ?? 'none').toMatch(
      tool === 'textToImage' ? /^none$/ : /^[0-9a-f-]{36}$/,
    );
  });
});

describe('a photo goes in, and the face comes out', () => {
  it('with nothing but the account: stored in the bucket, reported by the callback, cut out', async () => {
    const room = await startPicwish();
    const bytes = readFileSync(new URL('../../../../examples/photos/astronaut.png', import.meta.url));
    const items = [{ json: {}, binary: { data: inMemory(bytes, 'astronaut.png') } }];
    const { error, items: outputs } = await run(room, 'faceCutout', {}, items);
    expect(error).toBeUndefined();

    const entry = (endpoint: string) => room.world.journal.entries.find((one) => one.endpoint === endpoint);
    const key = entry('uploadCallback')?.fields?.object;
    expect(entry('putObject')).toMatchObject({
      status: 200,
      // The mock verifies the signature before it notes whose it is.
      account: expect.stringMatching(/^STS\./),
      fields: { bucket: 'picwishsz', key, size: bytes.length },
    });
    expect(entry('uploadCallback')).toMatchObject({
      status: 200,
      fields: { 'imageInfo.width': '512', 'imageInfo.height': '512', size: String(bytes.length) },
    });

    const [output] = outputs('PicWish');
    expect(output).toMatchObject({
      json: { sourceFileName: 'astronaut.png' },
      binary: { data: { mimeType: 'image/png' } },
    });
    const file = await room.engine.readFile(output!.binary!.data!);
    const { width, height, channels } = await sharp(file).metadata();
    expect([width, height, channels]).toEqual([512, 512, 4]);
    const alpha = await sharp(file).extractChannel('alpha').raw().toBuffer();
    const share = (value: number) => alpha.filter((one) => one === value).length / alpha.length;
    expect(alpha[0]).toBe(0);
    expect(share(0)).toBeGreaterThan(0.2);
    expect(share(255)).toBeGreaterThan(0.05);
  });

  it('is stored as it is, also if it is read from the disk in many pieces', async () => {
    const { run, engine, world } = await startPicwish({}, { binaryMode: 'filesystem' });
    const file = Buffer.concat([picture(40), randomBytes(300_000)]);
    const data = await engine.storeFile(file, 'large.png', 'image/png');
    const parameters = { resource: 'accountImage', operation: 'upload' };
    expect((await run({ parameters, items: [{ json: {}, binary: { data } }] })).error).toBeUndefined();
    const oss = world.snapshot().vendors.get('aliyun-oss') as { objects: Map<string, object> };
    const etag = createHash('md5').update(file).digest('hex').toUpperCase();
    expect([...oss.objects.values()]).toContainEqual(expect.objectContaining({ etag, size: file.length }));
  });

  it('gives the mask of a cut-out a field of its own', async () => {
    const room = await startPicwish();
    const [item] = (await run(room, 'segmentation', { output_type: '1' })).items('PicWish');
    expect(item).toMatchObject({
      json: { maskUrl: expect.any(String) },
      binary: { data: { mimeType: 'image/png' }, data_mask: { fileName: 'photo-40-picwish-mask.png' } },
    });
  });

  it('gives each of several painted pictures a field of its own', async () => {
    const room = await startPicwish();
    const parameters = { prompt: 'A cat', width: 30, height: 20, options: { batch_size: 3 } };
    const [item] = (await run(room, 'textToImage', parameters, [{ json: {} }])).items('PicWish');
    expect(Object.keys(item?.binary ?? {})).toEqual(['data', 'data_image2', 'data_image3']);
    expect(undeclared('accountImage/textToImage', item?.json ?? {})).toEqual([]);
  });

  it('asks for the quality that is wanted', async () => {
    const room = await startPicwish();
    await run(room, 'scale', { options: { quality: 'free' } });
    const { url } = room.world.journal.entries.find(({ endpoint }) => endpoint === 'readCleanFile')!;
    expect(url).toContain('pic_quality=free');
  });
});

describe('step by step', () => {
  it('uploads, starts a task, looks at it, and gets the result', async () => {
    const room = await startPicwish({ taskTiming: { mode: 'manual' } });
    const uploaded = (await run(room, 'upload')).items('PicWish')[0]?.json ?? {};
    expect(uploaded).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sourceFileName: 'photo-40.png',
    });
    expect(undeclared('accountImage/upload', uploaded)).toEqual([]);

    const from = (json: IDataObject) => [{ json }];
    const earlier = { inputSource: 'earlier', earlierId: '={{ $json.id }}', waitMode: 'none' };
    const created = await run(room, 'faceCutout', earlier, from(uploaded));
    const task = created.items('PicWish')[0]?.json ?? {};
    expect(task).toMatchObject({ id: expect.any(String), tool: 'face-cutout', state: 'processing' });
    expect(room.sent('createFaceCutout')?.source_resource_id).toBe(uploaded.id);
    expect(undeclared('accountImage/faceCutout', task)).toEqual([]);

    const byId = { tool: '={{ $json.tool }}', id: '={{ $json.id }}' };
    const look = await run(room, 'getResult', { ...byId, waitMode: 'none' }, from(task));
    expect(look.items('PicWish')).toMatchObject([{ json: { id: task.id, state: 'processing' } }]);
    room.world.tasks.force(task.id as string, 'done');
    const [result] = (await run(room, 'getResult', byId, from(task))).items('PicWish');
    expect(result).toMatchObject({ json: { state: 'done' }, binary: { data: { mimeType: 'image/png' } } });
    expect(undeclared('accountImage/getResult', result?.json ?? {})).toEqual([]);
    expect(logins(room)).toBe(1);
  });
});

describe('the login of an account', () => {
  it('is made once for all items, and kept for the next execution', async () => {
    const room = await startPicwish();
    const items = Array.from({ length: 6 }, (_, index) => photo(20 + index));
    const first = await run(room, 'scale', {}, items);
    expect(first.items('PicWish')).toHaveLength(6);
    expect(logins(room)).toBe(1);
    expect(room.credentials.picwishAccountApi.token).toMatch(token);
    expect((await run(room, 'scale')).error).toBeUndefined();
    expect(logins(room)).toBe(1);
  });

  it.each([{ neededLoginHttpStatus: 200 }, { neededLoginHttpStatus: 401 }])(
    'is made again, once, when it runs out in the middle of a run: %o',
    async (picwish) => {
      const room = await startPicwish({ settings: { 'picwish-web': picwish } });
      room.world.journal.listen(({ endpoint }) => {
        if (endpoint === 'createScale' && logins(room) === 1) room.state.logins.clear();
      });
      const { items, error } = await run(room, 'scale', {}, [photo(20), photo(21), photo(22)]);
      expect(error).toBeUndefined();
      expect(items('PicWish')).toHaveLength(3);
      expect(logins(room)).toBe(2);
      const [last] = [...room.state.logins.keys()];
      expect(room.credentials.picwishAccountApi.token).toBe(last);
      expect(room.world.tasks.state.size).toBe(3);
    },
  );

  it('is not tried over and over with a wrong password', async () => {
    const room = await startPicwish();
    const parameters = { resource: 'accountImage', operation: 'scale', options: { itemsAtOnce: 1 } };
    const options = { parameters };
    await room.run({ ...options, items: [photo(20)] });
    room.state.logins.clear();
    room.state.accounts.set('13900000001', { ...room.state.accounts.get('13900000001')!, password: 'new' });
    const { items } = await room.run({
      ...options,
      items: [photo(20), photo(21), photo(22)],
      node: { onError: 'continueRegularOutput' },
    });
    expect(items('PicWish').map(({ json }) => json.details)).toMatchObject(
      [0, 1, 2].map(() => ({ kind: 'auth', code: 11001, vendor: 'picwish-web' })),
    );
    expect(logins(room)).toBe(2);
    expect(JSON.stringify(items('PicWish'))).not.toContain(password);
  });
});
