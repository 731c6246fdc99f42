import { describe, expect, test } from 'vitest';
import { basic, fangtangChannel, openGateway } from './helpers/gateway.ts';
import { notPhoto, photo } from './helpers/pictures.ts';

describe('Fangtang behind the gateway', () => {
  test('restores a picture in one call and answers with its URL', async () => {
    const { post, world } = await openGateway();
    const { status, json } = await post(
      '/fangtang/restore',
      { image_file: photo, seq: 'repair,colour', rate: '2' },
      fangtangChannel,
    );
    expect(status).toBe(200);
    expect(json).toEqual({
      image: expect.stringMatching(/^http/),
      resultSize: expect.any(String),
      api: 'v2',
      mdf: expect.any(String),
      expires_at: expect.any(String),
    });
    expect(world.ledger.cost()).toBe(1);
    expect(world.journal.entries[0]?.fields).toMatchObject({ seq: 'repair,colour', rate: '2' });
  });

  test.each([
    ['by the query', '/fangtang/restore?result=bytes', {}],
    ['by Accept', '/fangtang/restore', { accept: 'image/*' }],
  ])('answers with the picture itself when asked %s', async (_, path, headers) => {
    const { origin } = await openGateway();
    const body = new FormData();
    body.append('image_file', photo);
    const response = await fetch(origin + path, {
      method: 'POST',
      body,
      headers: { ...fangtangChannel, ...headers },
    });
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  });

  test('processes an earlier upload again, and fetches a result by its id for nothing', async () => {
    const { post, world } = await openGateway();
    const first = await post('/fangtang/restore', { image_file: photo }, fangtangChannel);
    const again = await post('/fangtang/restore', { mdf: first.json.mdf, preset: 'cutout' }, fangtangChannel);
    expect(again.json.image).toMatch(/\.png$/);
    const fetched = await post('/fangtang/result', { mdf: again.json.mdf }, fangtangChannel);
    expect(fetched.json.image).toBe(again.json.image);
    expect(world.ledger.cost()).toBe(2);
  });

  test('restores with the first generation of the API', async () => {
    const { post } = await openGateway();
    const form = { image_file: photo, repair_type: 'sr,repair' };
    const { json } = await post('/fangtang/restore-v1', form, fangtangChannel);
    expect(json.image).toMatch(/life_img/);
  });

  test('reads the balance', async () => {
    const { post } = await openGateway();
    const { json } = await post('/fangtang/balance', {}, fangtangChannel);
    expect(json).toEqual({ channel: 'hiliad', left: 98 });
  });

  test('offers each endpoint as it is', async () => {
    const { post } = await openGateway();
    const { json } = await post('/fangtang/uploads', { file: photo, seq: 'repair' }, fangtangChannel);
    expect(json.mdf).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    const status = await post('/fangtang/status', { mdf: json.mdf[0] }, fangtangChannel);
    expect(status.json.mdfs[0].mdf).toBe(json.mdf[0]);
  });

  test.each([
    ['no file', {}, 400, 'give exactly one of image_file, mdf'],
    [
      'a file and an id',
      { image_file: photo, mdf: 'a'.repeat(32) },
      400,
      'give exactly one of image_file, mdf',
    ],
    ['an unknown parameter', { image_file: photo, sequence: 'sr' }, 400, 'sequence: unknown parameter'],
    ['a wrong value', { image_file: photo, rate: '3' }, 400, 'rate: must be one of'],
    ['a text where the file should be', { image_file: 'camera.png' }, 400, 'image_file: send it as a file'],
    ['an empty file', { image_file: new File([], 'a.png') }, 400, 'image_file: the file is empty'],
    ['no colour for a background', { image_file: photo, seq: 'bg' }, 400, 'rgb: a background change'],
    ['what is not a picture', { image_file: notPhoto }, 415, '文件上传类型不支持'],
  ])('refuses %s, and nothing is paid', async (_, form, status, message) => {
    const { post, world } = await openGateway();
    const answer = await post('/fangtang/restore', form, fangtangChannel);
    expect(answer.status).toBe(status);
    expect(answer.json.error.message).toContain(message);
    expect(world.ledger.cost()).toBe(0);
  });

  test('names the way to send credentials where they are missing, and the cause where they are wrong', async () => {
    const { post } = await openGateway();
    const missing = await post('/fangtang/balance');
    expect(missing.status).toBe(401);
    expect(missing.headers.get('www-authenticate')).toBe('Basic');
    expect(missing.json.error.hint).toContain('curl -u third_code:secret_key');
    const wrong = await post('/fangtang/balance', {}, basic('hiliad', 'wrong'));
    expect(wrong.status).toBe(401);
    expect(wrong.json.error).toMatchObject({ kind: 'auth', vendor: 'fangtang', code: 9999, ids: null });
  });

  test('answers 402 when no credits are left', async () => {
    const { post, world } = await openGateway();
    world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { error: 'noCredits' } });
    const { status, json } = await post('/fangtang/restore', { image_file: photo }, fangtangChannel);
    expect(status).toBe(402);
    expect(json.error).toMatchObject({ kind: 'quota', code: 9101 });
  });

  test('leads nobody to a task that failed for good', async () => {
    const { post, world } = await openGateway();
    world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { task: 'failed' } });
    const { status, json } = await post('/fangtang/restore', { image_file: photo }, fangtangChannel);
    expect(status).toBe(422);
    expect(json.error).toMatchObject({ kind: 'task-failed', operation: null });
  });
});
