import OSS from 'ali-oss';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { call, elementOf, openOss, ownKeys, signedV1 } from '../helpers/oss.ts';

const picture = await sharp({ create: { width: 400, height: 200, channels: 3, background: '#ff0000' } })
  .jpeg()
  .toBuffer();

async function openWithPicture() {
  const oss = await openOss();
  const client = new OSS({
    ...ownKeys,
    bucket: 'mock-bucket',
    endpoint: oss.origin,
    refreshSTSTokenInterval: 1e9,
  });
  const { res } = await client.put('a.jpg', picture);
  return { ...oss, oss, client, etag: (res.headers as Record<string, string>).etag };
}

it('shows a picture as ali-oss asks for it', async () => {
  const { client, etag } = await openWithPicture();
  const { content, res } = await client.get('a.jpg', { process: 'image/resize,w_100/format,png' });
  expect(await sharp(content).metadata()).toMatchObject({ width: 100, height: 50, format: 'png' });
  expect(res.headers).toMatchObject({ 'content-type': 'image/png', etag });
  expect(res.headers).not.toHaveProperty('x-oss-hash-crc64ecma');
  const info = await client.get('a.jpg', { process: 'image/info' });
  expect(JSON.parse(info.content)).toMatchObject({ ImageWidth: { value: '400' } });
});

it('stores the result of a process elsewhere', async () => {
  const { client } = await openWithPicture();
  const save = client as OSS & {
    processObjectSave(
      from: string,
      to: string,
      process: string,
      bucket?: string,
    ): Promise<{ res: { status: number } }>;
  };
  await save.processObjectSave('a.jpg', 'small/猫.jpg', 'image/resize,w_100', 'picwishsz');
  client.useBucket('picwishsz');
  const { content } = await client.get('small/猫.jpg');
  expect(await sharp(content).metadata()).toMatchObject({ width: 100, format: 'jpeg' });
  const { res } = await save.processObjectSave('none.jpg', 'b.jpg', 'image/resize,w_1');
  expect(res.status).toBe(404);
});

it('says what it has stored', async () => {
  const { ask, clock } = await openWithPicture();
  const target = Buffer.from('b.jpg').toString('base64url');
  const resource = '/mock-bucket/a.jpg?x-oss-process';
  const send = (body: string) =>
    ask({
      method: 'POST',
      path: resource,
      body,
      headers: signedV1({
        method: 'POST',
        resource,
        now: clock.now(),
        headers: { 'content-length': String(Buffer.byteLength(body)) },
      }),
    });
  const answer = await send(`x-oss-process=image/resize,w_10|sys/saveas,o_${target}`);
  expect(JSON.parse(answer.text)).toMatchObject({ bucket: 'mock-bucket', object: 'b.jpg', status: 'OK' });
  const codeOf = async (body: string) => elementOf((await send(body)).text, 'Code');
  expect(await codeOf('x-oss-process=image/resize,w_10')).toBe('InvalidArgument');
  expect(await codeOf('x-oss-process=image/resize,w_%zz|sys/saveas,o_YQ')).toBe('InvalidArgument');
  expect(await codeOf(`x-oss-process=image/resize,w_10|sys/saveas,o_YQ,b_${target}`)).toBe('InvalidArgument');
  expect(await codeOf('x-oss-process=video/snapshot,t_1|sys/saveas,o_YQ')).toBe('NotImplemented');
});

it('knows styles by their names', async () => {
  const { oss, ask, clock, client } = await openWithPicture();
  const body = '<Style><Content>image/resize,w_40</Content></Style>';
  const path = '/mock-bucket/?style&styleName=small';
  const headers = { 'content-length': String(body.length) };
  expect((await call(oss, { method: 'PUT', path, body, headers })).status).toBe(200);
  expect(elementOf((await call(oss, { path })).text, 'Content')).toBe('image/resize,w_40');
  expect((await call(oss, { path: '/mock-bucket/?style' })).text).toContain('<Name>small</Name>');
  const { content } = await client.get('a.jpg', { process: 'style/small' });
  expect((await sharp(content).metadata()).width).toBe(40);
  expect((await call(oss, { method: 'DELETE', path })).status).toBe(204);
  await expect(client.get('a.jpg', { process: 'style/small' })).rejects.toMatchObject({
    code: 'NoSuchStyle',
  });
  const { text } = await call(oss, { path: '/mock-bucket/a.jpg?x-oss-process=style/small' });
  expect(elementOf(text, 'StyleName')).toBe('small');
  expect(clock.now()).toBeGreaterThan(0);
  expect((await ask({ path: '/mock-bucket/a.jpg?x-oss-process=image/info' })).status).toBe(403);
});

it('says what a picture cannot be', async () => {
  const { client } = await openWithPicture();
  const get = (process: string, key = 'a.jpg') => client.get(key, { process });
  await client.put('text.jpg', Buffer.from('no picture'));
  await expect(get('image/resize,w_0')).rejects.toMatchObject({ code: 'InvalidArgument', status: 400 });
  await expect(get('image/info', 'text.jpg')).rejects.toMatchObject({ code: 'BadRequest', status: 400 });
  await expect(get('video/snapshot,t_1')).rejects.toMatchObject({ code: 'NotImplemented', status: 501 });
  await expect(get('image/info', 'none.jpg')).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
});
