import sharp from 'sharp';
import { expect, it } from 'vitest';
import { type Fangtang, fangtang } from '../helpers/fangtang.ts';
import { jpeg, png } from '../helpers/pictures.ts';

const platform = 'pc';
const error = (errno: number, msg: string) => ({ code: 9000, errno, msg });
const unknownImage = error(9002, '图片不存在，请确认图片是否上传成功');
const expired = error(9002, '数据已失效，请重新上传');
const unknown = '0'.repeat(32);

async function uploaded({ ask }: Fangtang, fields: object = {}): Promise<string> {
  return (await ask('uploads', { seq: 'repair', platform, file: jpeg, ...fields })).body.data.mdf[0];
}

async function photo({ ask }: Fangtang, fields: object = {}): Promise<{ mdf: string; img_url: string }> {
  return (await ask('photo/upload', { repair_type: 'sr', file: jpeg, ...fields })).body.data;
}

const rowOf = async ({ ask }: Fangtang, mdf: string) =>
  (await ask('status', { mdf, platform })).body.data.mdfs[0];

it.each([
  ['repair', undefined, [2001, 2008, 2002]],
  ['bg', '-1', [2001, 2005, 2002]],
  ['bg', '235,51,35', [2001, 2005, 2004, 2002]],
  ['colour,repair', undefined, [2001, 2008, 2009, 2002]],
  ['bg,sr,colour,repair,defogging,scratch', '1', [2001, 2006, 2007, 2008, 2009, 2003, 2005, 2004, 2002]],
])('walks through the stages of %s with rgb %s, and no others', async (seq, rgb, stages) => {
  const mock = fangtang();
  const mdf = await uploaded(mock, { seq, rgb });
  const seen = new Set<number>();
  for (let elapsed = 0; elapsed <= 10_000; elapsed += 250) {
    seen.add((await rowOf(mock, mdf)).task);
    mock.clock.advance(250);
  }
  expect([...seen]).toEqual(stages);
});

it('describes a task with empty URLs until it is done', async () => {
  const mock = fangtang();
  const mdf = await uploaded(mock, { seq: 'bg', rgb: '-1' });
  const empty = { src_url: '', wmk_url: '', icon_url: '', res_size: '' };
  expect(await rowOf(mock, mdf)).toEqual({
    mdf,
    code: 0,
    task: 2001,
    state: '任务正在队列中等待处理',
    ...empty,
  });
  mock.clock.advance(10_000);
  const files = 'http://fangtang.test/api/toc/download';
  expect(await rowOf(mock, mdf)).toEqual({
    mdf,
    code: 1,
    task: 2002,
    state: '任务处理完成',
    src_url: `${files}/input/${mdf}.jpg`,
    wmk_url: `${files}/output/wmk_${mdf}.jpg`,
    icon_url: `${files}/output/icon_${mdf}.jpg`,
    res_size: expect.stringMatching(/^24x16px \d+KB$/),
  });
});

it('says of a status call itself only that it worked', async () => {
  const mock = fangtang();
  const { data } = (await mock.ask('status', { mdf: await uploaded(mock), platform })).body;
  expect(data).toMatchObject({ status: 200, msg: '获取任务状态成功' });
});

it('reports a task that fails, with no URL and no result', async () => {
  const mock = fangtang();
  mock.world.faults.add({ vendor: 'fangtang', effect: { task: 'failed' } });
  const mdf = await uploaded(mock);
  mock.clock.advance(10_000);
  expect(await rowOf(mock, mdf)).toMatchObject({ code: 2, task: 2010, state: '任务失败', src_url: '' });
  expect((await mock.ask('download', { mdf })).body).toEqual(unknownImage);
});

it('keeps a task running that is stuck', async () => {
  const mock = fangtang();
  mock.world.faults.add({ vendor: 'fangtang', effect: { task: 'never' } });
  const mdf = await uploaded(mock);
  mock.clock.advance(3_000_000);
  expect(await rowOf(mock, mdf)).toMatchObject({ code: 0, task: 2008 });
});

it('tells of the known ids and leaves out the others, unless it is strict', async () => {
  for (const [strictStatus, length] of [
    [false, 1],
    [true, undefined],
  ] as const) {
    const mock = fangtang({}, { strictStatus });
    const mdf = await uploaded(mock);
    const { body } = await mock.ask('status', { mdf: [unknown, mdf], platform });
    expect(body.data?.mdfs.length).toBe(length);
    if (strictStatus) expect(body).toEqual(unknownImage);
  }
});

it('is content with known ids when it is strict', async () => {
  const mock = fangtang({}, { strictStatus: true });
  const mdf = await uploaded(mock, { file: [jpeg, png] });
  expect((await mock.ask('status', { mdf, platform })).body.code).toBe(200);
});

it.each([
  ['status', { mdf: unknown, platform }, unknownImage],
  ['status', { mdf: 'x', platform }, unknownImage],
  ['status', { platform }, error(9001, '传入参数错误')],
  ['status', { mdf: unknown }, error(9001, '传入参数错误')],
  ['status', { mdf: unknown, platform: 'server' }, error(9001, '传入参数错误')],
  ['download', { mdf: unknown }, expired],
  ['download', {}, error(9001, '传入参数错误')],
  ['photo/status', { mdf: unknown }, unknownImage],
  ['photo/download', { mdf: unknown }, expired],
  ['photo/status', {}, error(9001, '传入参数错误')],
])('answers %s for %j as the manual says', async (path, fields, body) => {
  expect((await fangtang().ask(path, fields)).body).toEqual(body);
});

it('shows nobody the pictures of another channel, nor v2 those of v1', async () => {
  const mock = fangtang();
  const mdf = await uploaded(mock);
  const foreign = { third_code: 'hili-download', mdf, platform };
  expect((await mock.ask('status', foreign)).body).toEqual(unknownImage);
  expect((await mock.ask('download', foreign)).body).toEqual(expired);
  expect((await mock.ask('photo/status', { mdf })).body).toEqual(unknownImage);
});

it.each([
  [{}, unknownImage],
  [{ downloadTooEarly: 500 }, error(500, '其他错误')],
])('refuses a download before the task is done: %j', async (settings, body) => {
  const mock = fangtang({}, settings);
  expect((await mock.ask('download', { mdf: await uploaded(mock) })).body).toEqual(body);
});

it.each([
  [
    { seq: 'bg', rgb: '235,51,35' },
    /\/api\/hiliad\/download\/res_red_[0-9a-f]{32}\.jpg$/,
    'image/jpeg',
    'jpeg',
  ],
  [{ seq: 'bg', rgb: '-1' }, /\/res_[0-9a-f]{32}\.png$/, 'image/png', 'png'],
  [{ seq: 'repair', file: png }, /\/res_[0-9a-f]{32}\.jpg$/, 'image/jpeg', 'jpeg'],
])('serves the result of %j once its URL was given out', async (fields, pattern, type, format) => {
  const mock = fangtang();
  const mdf = await uploaded(mock, fields);
  mock.clock.advance(10_000);
  const guessed = await mock.get(`http://fangtang.test/api/hiliad/download/res_${mdf}.jpg`);
  expect(guessed.status).toBe(404);

  const { url } = (await mock.ask('download', { mdf })).body.data;
  expect(url).toMatch(pattern);
  const file = await mock.get(url);
  expect(file).toMatchObject({ status: 200, headers: { 'content-type': type } });
  expect(await sharp(file.body).metadata()).toMatchObject({ format, hasAlpha: format === 'png' });
});

it('does not confuse pictures that have the same id in another life of the world', async () => {
  const mock = fangtang();
  const sizes: string[] = [];
  for (const rate of ['2', '4']) {
    const mdf = await uploaded(mock, { seq: 'sr', rate });
    mock.clock.advance(10_000);
    sizes.push((await rowOf(mock, mdf)).res_size.split(' ')[0]);
    mock.world.reset();
  }
  expect(sizes).toEqual(['48x32px', '96x64px']);
});

it('serves original, preview and icon without a token', async () => {
  const mock = fangtang();
  const mdf = await uploaded(mock, { file: png });
  mock.clock.advance(10_000);
  const { src_url, wmk_url, icon_url } = await rowOf(mock, mdf);
  expect((await mock.get(src_url)).body).toEqual(Buffer.from(await png.arrayBuffer()));
  for (const url of [wmk_url, icon_url])
    expect(await mock.get(url)).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } });
});

it('deletes everything one hour after it is done', async () => {
  const mock = fangtang();
  const mdf = await uploaded(mock);
  mock.clock.advance(10_000);
  const { url } = (await mock.ask('download', { mdf })).body.data;
  const { wmk_url } = await rowOf(mock, mdf);

  mock.clock.advance(3_600_000);
  expect((await mock.ask('download', { mdf })).body.code).toBe(200);
  expect((await mock.get(url)).status).toBe(200);

  mock.clock.advance(1);
  expect((await mock.ask('status', { mdf, platform })).body).toEqual(unknownImage);
  expect((await mock.ask('download', { mdf })).body).toEqual(expired);
  expect((await mock.get(url)).status).toBe(404);
  expect((await mock.get(wmk_url)).status).toBe(404);
});

it('deletes originals one hour after upload, and results after as long as it is told', async () => {
  const mock = fangtang({}, { retentionS: 60 });
  const mdf = await uploaded(mock);
  mock.clock.advance(10_000);
  const { src_url } = await rowOf(mock, mdf);
  mock.clock.advance(50_000);
  expect((await mock.get(src_url)).status).toBe(200);
  mock.clock.advance(1);
  expect((await mock.get(src_url)).status).toBe(404);
  mock.clock.advance(9_999);
  expect((await mock.ask('download', { mdf })).body.code).toBe(200);
  mock.clock.advance(1);
  expect((await mock.ask('download', { mdf })).body).toEqual(expired);
});

it('tells v1 of the stages 100 and 200 only', async () => {
  const mock = fangtang();
  const { mdf } = await photo(mock);
  const status = async () => (await mock.ask('photo/status', { mdf })).body;
  expect(await status()).toEqual({ code: 200, data: { msg: '图片处理中', status: 100 } });
  mock.clock.advance(10_000);
  expect(await status()).toEqual({ code: 200, data: { msg: '图片处理完成', status: 200 } });
});

it('gives v1 a URL of the original at once and one of the result when it is done', async () => {
  const mock = fangtang();
  const { mdf, img_url } = await photo(mock, { repair_type: 'bg', rgb: '255,255,255' });
  expect((await mock.get(img_url)).body).toEqual(Buffer.from(await jpeg.arrayBuffer()));
  mock.clock.advance(10_000);
  const { url } = (await mock.ask('photo/download', { mdf })).body.data;
  expect(url).toBe(`http://fangtang.test/static/life_img/${mdf}01100.jpg`);
  const file = await mock.get(url);
  expect(file).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } });
  const [corner = 0] = await sharp(file.body)
    .extract({ left: 0, top: 0, width: 1, height: 1 })
    .raw()
    .toBuffer();
  expect(corner).toBeGreaterThan(250);
});

it.each([
  ['error', error(9009, '图片异常，处理失败')],
  ['stuck', { code: 200, data: { msg: '图片处理中', status: 100 } }],
])('lets a failed v1 task end as %s', async (v1Failure, body) => {
  const mock = fangtang({}, { v1Failure });
  mock.world.faults.add({ vendor: 'fangtang', effect: { task: 'failed' } });
  const { mdf } = await photo(mock);
  mock.clock.advance(10_000);
  expect((await mock.ask('photo/status', { mdf })).body).toEqual(body);
});

it.each([
  [{ repair_type: 'sr,repair,colour' }, {}, 200],
  [{ repair_type: 'sr，repair' }, {}, 9000],
  [{ repair_type: 'sr，repair' }, { foldSeparators: true }, 200],
  [{ repair_type: 'repair' }, {}, 9000],
  [{ repair_type: 'bg' }, {}, 9000],
  [{ repair_type: 'bg', rgb: '-1' }, {}, 9000],
  [{ repair_type: 'bg', rgb: '0,0,0' }, {}, 200],
  [{ repair_type: 'bg', rgb: '0,0,255' }, {}, 200],
  [{ repair_type: 'bg', rgb: '0,0,256' }, {}, 9000],
  [{ file: undefined }, {}, 9000],
  [{ file: [jpeg, jpeg] }, {}, 9000],
])('judges the v1 job %j with %j', async (fields, settings, code) => {
  const { ask, world } = fangtang({}, settings);
  const { body } = await ask('photo/upload', { repair_type: 'sr', file: jpeg, ...fields });
  expect(body).toMatchObject({ code });
  expect(world.ledger.cost()).toBe(code === 200 ? 1 : 0);
});

it('answers a path it does not have with HTTP 404', async () => {
  expect((await fangtang().ask('uploadz', {})).status).toBe(404);
});
