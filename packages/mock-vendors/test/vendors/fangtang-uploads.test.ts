import { expect, it } from 'vitest';
import { fangtang, tokenOf } from '../helpers/fangtang.ts';
import { jpeg, png, text } from '../helpers/pictures.ts';

const upload = { seq: 'repair', platform: 'pc', file: jpeg };
const accepted = { code: 200, data: { mdf: [expect.stringMatching(/^[0-9a-f]{32}$/)] } };
const badInput = { code: 9000, errno: 9001, msg: '传入参数错误' };
const unsupported = { code: 9000, errno: 9005, msg: '文件上传类型不支持' };
const badImage = { code: 9000, errno: 9009, msg: '图片异常，处理失败' };
const unknownImage = { code: 9000, errno: 9002, msg: '图片不存在，请确认图片是否上传成功' };

it.each([
  ['all that the manual lists', { type: 'portrait', rate: '8', rgb: '1', dpi: '300', clientip: '1.2.3.4' }],
  ['empty optional fields like absent ones', { type: '', rate: '', rgb: '', dpi: '', clientip: '', mdf: '' }],
  ['any order of steps, twice the same', { seq: 'sr,bg,defogging,sr', rgb: '-1' }],
  ['its own spelling of cartoon', { type: 'cortoon' }],
  ['a free colour', { seq: 'bg', rgb: '0,128,255' }],
  ['any rgb where no background changes', { rgb: 'pink' }],
  ['fields that it does not know', { utm_source: 'x' }],
])('accepts %s', async (_, fields) => {
  const { ask, world } = fangtang();
  const { status, headers, body } = await ask('uploads', { ...upload, ...fields });
  expect({ status, body }).toEqual({ status: 200, body: accepted });
  expect(headers['content-type']).toMatch(/\/json/);
  expect(world.ledger.cost()).toBe(1);
});

it.each([
  ['no seq', { seq: '' }],
  ['an unknown step', { seq: 'repair,magic' }],
  ['a step list with another separator', { seq: 'repair;sr' }],
  ['the right spelling of cartoon', { type: 'cartoon' }],
  ['a rate that is not listed', { rate: '3' }],
  ['a dpi that is no number', { dpi: 'high' }],
  ['a background without a colour', { seq: 'bg' }],
  ['a colour out of range', { seq: 'bg', rgb: '300,0,0' }],
  ['an undocumented colour', { seq: 'bg', rgb: '2' }],
  ['an undocumented step', { seq: 'colourbeta' }],
  ['no platform', { platform: undefined }],
  ['a platform that is not listed', { platform: 'android' }],
  ['neither file nor mdf', { file: undefined }],
  ['a file under another name', { file: undefined, picture: jpeg }],
])('refuses %s with HTTP 200, and charges nothing', async (_, fields) => {
  const { ask, world } = fangtang();
  const { status, body } = await ask('uploads', { ...upload, ...fields });
  expect({ status, body }).toEqual({ status: 200, body: badInput });
  expect(world.ledger.entries).toEqual([]);
});

it.each([
  ['strictTypes: false', { strictTypes: false }, { type: 'cartoon' }, accepted],
  ['strictColors', { strictColors: true }, { seq: 'bg', rgb: '0,128,255' }, badInput],
  ['strictColors', { strictColors: true }, { seq: 'bg', rgb: '235,51,35' }, accepted],
  ['extensions', { extensions: true }, { seq: 'colourbeta,bg', rgb: '2' }, accepted],
  ['maxFileBytes', { maxFileBytes: 100 }, {}, badImage],
])('can be set otherwise: %s', async (_, settings, fields, body) => {
  expect((await fangtang({}, settings).ask('uploads', { ...upload, ...fields })).body).toEqual(body);
});

const gif = new Blob(['GIF89a', new Uint8Array(100)]);
it.each([
  ['text that is named .jpg', text, unsupported],
  ['a GIF', gif, unsupported],
  ['an empty file', new Blob([]), badImage],
  ['a PNG that ends too early', png.slice(0, png.size / 2), badImage],
  ['a JPEG that is only its first bytes', jpeg.slice(0, 20), badImage],
])('refuses %s by its bytes, and charges nothing', async (_, file, body) => {
  const { ask, world } = fangtang();
  const named = new File([file], 'photo.jpg', { type: 'image/jpeg' });
  expect((await ask('uploads', { ...upload, file: named })).body).toEqual(body);
  expect(world.ledger.entries).toEqual([]);
});

it('answers several files with as many ids, in their order', async () => {
  const { ask, clock } = fangtang();
  const { mdf } = (await ask('uploads', { ...upload, file: [png, jpeg] })).body.data;
  clock.advance(10_000);
  const { mdfs } = (await ask('status', { mdf, platform: 'pc' })).body.data;
  expect(mdfs.map(({ src_url }: { src_url: string }) => src_url.slice(-3))).toEqual(['png', 'jpg']);
});

it('refuses all files if one is bad, and charges nothing', async () => {
  const { ask, world } = fangtang();
  const { body } = await ask('uploads', { ...upload, file: [jpeg, text, jpeg] });
  expect(body).toEqual(unsupported);
  expect(world.ledger.entries).toEqual([]);
});

it('reads the whole body before it looks at the token', async () => {
  const { ask, world } = fangtang();
  expect((await ask('uploads', upload, { token: 'none' })).body).toMatchObject({ errno: 9999 });
  expect(world.journal.entries).toMatchObject([
    { error: 'badToken', fields: { seq: 'repair', file: [{ name: 'photo.jpg', size: jpeg.size }] } },
  ]);
});

it('reads the fields that come after the file', async () => {
  const { ask } = fangtang();
  const { body } = await ask('uploads', { file: jpeg, seq: 'bg', rgb: '-1', platform: 'pc' });
  expect(body).toEqual(accepted);
});

it('understands urlencoded forms as well, with repeated fields', async () => {
  const { ask } = fangtang();
  const { mdf } = (await ask('uploads', { ...upload, file: [jpeg, jpeg] })).body.data;
  const { body } = await ask('status', { mdf, platform: 'pc' }, { encoding: 'urlencoded' });
  expect(body.data.mdfs).toMatchObject([{ mdf: mdf[0] }, { mdf: mdf[1] }]);
});

it.each([
  ['multipart without a boundary', 'multipart/form-data', 'x'],
  [
    'multipart that ends too early',
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; na',
  ],
  [
    'a file that ends too early',
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nhalf',
  ],
  ['JSON that is cut off', 'application/json', '{"seq":'],
  ['nothing at all', 'text/plain', ''],
])('answers %s with 9001', async (_, type, body) => {
  const { send, clock } = fangtang();
  const headers = { 'content-type': type, token: tokenOf('hiliad', clock.now() / 1000) };
  const request = new Request('http://fangtang.test/api/third/uploads', { method: 'POST', headers, body });
  expect((await send(request)).body).toEqual(badInput);
});

it('processes an earlier upload again under a new id, or under its own if told so', async () => {
  for (const [settings, isSame] of [
    [{}, false],
    [{ newIdOnReprocess: false }, true],
  ] as const) {
    const { ask } = fangtang({}, settings);
    const first = (await ask('uploads', upload)).body.data.mdf;
    const again = await ask('uploads', { ...upload, file: undefined, mdf: first });
    expect(again.body).toEqual(accepted);
    expect(again.body.data.mdf[0] === first[0]).toBe(isSame);
  }
});

it('takes the file and the id together as one picture', async () => {
  const { ask, world } = fangtang();
  const [mdf] = (await ask('uploads', upload)).body.data.mdf;
  expect((await ask('uploads', { ...upload, mdf })).body).toEqual(accepted);
  expect(world.ledger.cost()).toBe(2);
});

it('does not process again what is unknown, expired or of another channel', async () => {
  const { ask, clock, world } = fangtang();
  const again = { ...upload, file: undefined };
  expect((await ask('uploads', { ...again, mdf: '0'.repeat(32) })).body).toEqual(unknownImage);

  const [mdf] = (await ask('uploads', upload)).body.data.mdf;
  const foreign = await ask('uploads', { ...again, mdf, third_code: 'hili-download' });
  expect(foreign.body).toEqual(unknownImage);

  clock.advance(3_600_000);
  expect((await ask('uploads', { ...again, mdf })).body).toEqual(accepted);
  clock.advance(1);
  expect((await ask('uploads', { ...again, mdf })).body).toEqual(unknownImage);
  expect(world.ledger.cost()).toBe(2);
});
