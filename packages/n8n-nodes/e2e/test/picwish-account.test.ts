import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { endpointName } from '@api-repack/core/picwish';
import { webTools } from '@api-repack/core/picwish-web';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inMemory } from './helpers/fangtang.ts';
import { picture } from './helpers/pictures.ts';
import { type Darkroom, openDarkroom, password, photo, undeclared } from './helpers/picwish.ts';

type Parameters = IDataObject & { options?: IDataObject };
type ToolName = keyof typeof webTools;

interface Case {
  readonly tool: ToolName;
  readonly type: string;
  readonly needs?: IDataObject;
  readonly settings?: Parameters;
  readonly wire?: IDataObject;
}

const always = { language: 'zh', product_id: '482' };
const cases: Case[] = [
  { tool: 'faceCutout', type: 'image/png', wire: always },
  { tool: 'scale', type: 'image/jpeg', settings: { type: '2' }, wire: { type: '2' } },
  { tool: 'segmentation', type: 'image/png', settings: { output_type: '2' }, wire: { output_type: '2' } },
  {
    tool: 'ocr',
    type: 'text/plain',
    settings: { format: 'xlsx', task_language: 'English,ChinesePRC' },
    wire: { format: 'xlsx', task_language: 'English,ChinesePRC' },
  },
  { tool: 'colorization', type: 'image/jpeg' },
  {
    tool: 'textToImage',
    type: 'image/jpeg',
    needs: { prompt: 'A cat', width: 64, height: 48 },
    settings: { options: { batch_size: 3, negative_prompt: 'dogs', speed: 1, theme: 'oil' } },
    wire: {
      ...{ prompt: 'A cat', width: '64', height: '48' },
      ...{ batch_size: '3', negative_prompt: 'dogs', speed: '1', theme: 'oil' },
    },
  },
  {
    tool: 'imageExpand',
    type: 'image/jpeg',
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
    type: 'image/jpeg',
    needs: { source_language: 'zh', target_language: 'en' },
    settings: { options: { img_trans_key: 'papago' } },
    wire: { source_language: 'zh', target_language: 'en', img_trans_key: 'papago' },
  },
  { tool: 'autoWatermarkImage', type: 'image/jpeg', wire: { task_type: '' } },
];

const run = (room: Darkroom, operation: string, parameters: Parameters = {}, items = [photo(40)]) =>
  room.run({ parameters: { resource: 'accountImage', operation, ...parameters }, items });

const logins = (room: Darkroom) => room.calls().filter((name) => name === 'login').length;
const token = /^v2,20002,482,[0-9a-f]{32}$/;

describe('each tool of the web page', () => {
  it('has a case here', () => {
    expect(cases.map(({ tool }) => tool).sort()).toEqual(Object.keys(webTools).sort());
  });

  it.each(cases)('$tool: login, upload, task and result in one step', async ({ tool, type, needs }) => {
    const room = await openDarkroom({ taskTiming: { mode: 'polls', polls: 2 } });
    const { items, error } = await run(room, tool, needs);
    expect(error).toBeUndefined();
    const [item] = items('PicWish');
    expect(item).toMatchObject({
      json: { taskId: expect.stringMatching(/^[0-9a-f-]{36}$/), tool, state: 'done' },
      binary: { data: { mimeType: type, fileName: expect.stringContaining('-picwish.') } },
      pairedItem: { item: 0 },
    });
    expect(undeclared(`accountImage/${tool}`, item?.json ?? {})).toEqual([]);
    const [create, read] = [endpointName('create', tool), endpointName('read', tool)];
    const upload = tool === 'textToImage' ? [] : ['authorizeUpload', 'putObject', 'uploadCallback'];
    const clean = 'cleanAs' in webTools[tool] ? ['readCleanFile'] : [];
    const calls = ['login', 'authorizeUpload', ...upload, create, read, read, ...clean];
    expect(room.calls().filter((name) => name !== 'getObject')).toEqual(calls);
  });

  it.each(cases)('$tool: all settings travel', async ({ tool, needs, settings, wire = {} }) => {
    const room = await openDarkroom();
    const { error } = await run(room, tool, { waitMode: 'none', ...needs, ...settings });
    expect(error).toBeUndefined();
    const { source_resource_id, source_resource_ids, ...sent } =
      room.sent(endpointName('create', tool)) ?? {};
    expect(sent).toMatchObject(wire);
    const defaults = tool === 'imageTranslate' ? ['img_trans_key'] : [];
    expect(Object.keys(sent).sort()).toEqual([...new Set([...Object.keys(wire), ...defaults])].sort());
    expect(source_resource_id ?? source_resource_ids ?? 'none').toMatch(
      tool === 'textToImage' ? /^none$/ : /^[0-9a-f-]{36}$/,
    );
  });

  it.each(cases)('$tool: offers everything that the web page has', async ({ tool }) => {
    const { engine } = await openDarkroom();
    const { properties } = engine.nodeType('n8n-nodes-picwish.picwish').description;
    const shown = properties.filter(({ displayOptions: { show } = {} }) => show?.operation?.includes(tool));
    const ours = shown.filter(({ displayOptions }) => displayOptions?.show?.resource?.[0] === 'accountImage');
    const options = ours.find(({ name }) => name === 'options')?.options as INodeProperties[];
    const offered = [...ours, ...options].map(({ name }) => name);
    const fixed = ['source_resource_id', 'source_resource_ids', 'language', 'product_id', 'task_type'];
    const known = Object.keys(webTools[tool].fields).filter((name) => !fixed.includes(name));
    expect(known.filter((name) => !offered.includes(name))).toEqual([]);
  });
});

describe('a photo goes in, and the face comes out', () => {
  it('with nothing but the account: stored in the bucket, reported by the callback, cut out', async () => {
    const room = await openDarkroom();
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
    const { run, engine, world } = await openDarkroom({}, { binaryMode: 'filesystem' });
    const file = Buffer.concat([picture(40), randomBytes(300_000)]);
    const data = await engine.storeFile(file, 'large.png', 'image/png');
    const parameters = { resource: 'accountImage', operation: 'upload' };
    expect((await run({ parameters, items: [{ json: {}, binary: { data } }] })).error).toBeUndefined();
    const oss = world.snapshot().vendors.get('aliyun-oss') as { objects: Map<string, object> };
    const etag = createHash('md5').update(file).digest('hex').toUpperCase();
    expect([...oss.objects.values()]).toContainEqual(expect.objectContaining({ etag, size: file.length }));
  });

  it('gives the mask of a cut-out a field of its own', async () => {
    const room = await openDarkroom();
    const [item] = (await run(room, 'segmentation', { output_type: '1' })).items('PicWish');
    expect(item).toMatchObject({
      json: { maskUrl: expect.any(String) },
      binary: { data: { mimeType: 'image/png' }, data_mask: { fileName: 'photo-40-picwish-mask.png' } },
    });
  });

  it('gives each of several painted pictures a field of its own', async () => {
    const room = await openDarkroom();
    const parameters = { prompt: 'A cat', width: 30, height: 20, options: { batch_size: 3 } };
    const [item] = (await run(room, 'textToImage', parameters, [{ json: {} }])).items('PicWish');
    expect(Object.keys(item?.binary ?? {})).toEqual(['data', 'data_image2', 'data_image3']);
    expect(undeclared('accountImage/textToImage', item?.json ?? {})).toEqual([]);
  });

  it('asks for the quality that is wanted', async () => {
    const room = await openDarkroom();
    await run(room, 'scale', { options: { quality: 'free' } });
    const { url } = room.world.journal.entries.find(({ endpoint }) => endpoint === 'readCleanFile')!;
    expect(url).toContain('pic_quality=free');
  });
});

describe('step by step', () => {
  it('uploads, starts a task, looks at it, and gets the result', async () => {
    const room = await openDarkroom({ taskTiming: { mode: 'manual' } });
    const uploaded = (await run(room, 'upload')).items('PicWish')[0]?.json ?? {};
    expect(uploaded).toEqual({
      resourceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sourceFileName: 'photo-40.png',
    });
    expect(undeclared('accountImage/upload', uploaded)).toEqual([]);

    const from = (json: IDataObject) => [{ json }];
    const created = await run(
      room,
      'createTask',
      { tool: 'faceCutout', resourceId: '={{ $json.resourceId }}' },
      from(uploaded),
    );
    const task = created.items('PicWish')[0]?.json ?? {};
    expect(task).toMatchObject({ taskId: expect.any(String), tool: 'faceCutout', state: 'processing' });
    expect(undeclared('accountImage/createTask', task)).toEqual([]);

    const byId = { tool: '={{ $json.tool }}', taskId: '={{ $json.taskId }}' };
    const look = await run(room, 'getResult', { ...byId, waitMode: 'none' }, from(task));
    expect(look.items('PicWish')).toMatchObject([{ json: { taskId: task.taskId, state: 'processing' } }]);
    room.world.tasks.force(task.taskId as string, 'done');
    const [result] = (await run(room, 'getResult', byId, from(task))).items('PicWish');
    expect(result).toMatchObject({ json: { state: 'done' }, binary: { data: { mimeType: 'image/png' } } });
    expect(undeclared('accountImage/getResult', result?.json ?? {})).toEqual([]);
    expect(logins(room)).toBe(1);
  });

  it.each(cases)(
    '$tool: starts it with what was uploaded',
    async ({ tool, needs, settings = {}, wire = {} }) => {
      const room = await openDarkroom();
      const resourceId = (await run(room, 'upload')).items('PicWish')[0]?.json.resourceId as string;
      const parameters = { tool, resourceId, ...needs, ...settings };
      expect((await run(room, 'createTask', parameters)).error).toBeUndefined();
      const sent = room.sent(endpointName('create', tool));
      expect(sent).toMatchObject(wire);
      expect(sent?.source_resource_id ?? sent?.source_resource_ids).toBe(
        tool === 'textToImage' ? undefined : resourceId,
      );
    },
  );
});

describe('the login of an account', () => {
  it('is made once for all items, and kept for the next execution', async () => {
    const room = await openDarkroom();
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
      const room = await openDarkroom({ settings: { 'picwish-web': picwish } });
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
    const room = await openDarkroom();
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
    const said =
      'PicWish (web account) does not accept the credentials: mock: wrong telephone or password (11001)';
    expect(items('PicWish').map(({ json }) => json.error)).toEqual(
      [0, 1, 2].map((n) => `${said} [item ${n}]`),
    );
    expect(items('PicWish')[0]?.json.message).toMatch(/Check telephone, country code and password/);
    expect(logins(room)).toBe(2);
    expect(JSON.stringify(items('PicWish'))).not.toContain(password);
  });
});
