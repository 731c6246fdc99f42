import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inMemory } from './helpers/fangtang.ts';
import { openStudio, packageFolder, phone, secret, token } from './helpers/lufff.ts';
import { picture } from './helpers/pictures.ts';

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const imageUrl = 'https://example.com/cat.jpg';
const url = { inputSource: 'url', imageUrl };
const uuid = { authentication: 'uuid' };
const file = (width: number) => ({
  json: {},
  binary: { data: inMemory(picture(width), `photo-${width}.png`) },
});

const schemaOf = (operation: string) => {
  const folder = join(packageFolder, 'dist/nodes/Lufff/__schema__/v1.0.0');
  return Object.keys(JSON.parse(readFileSync(join(folder, `${operation}.json`), 'utf8')).properties);
};

describe('Lufff node', () => {
  it('removes the background of an image at a URL, for an account', async () => {
    const { run, engine, world } = await openStudio();
    const { items, error } = await run({ parameters: url });
    expect(error).toBeUndefined();
    const [item] = items('Lufff');
    expect(item?.json).toEqual({
      sourceFileName: 'cat.jpg',
      imageUrl,
      resultUrl: expect.stringMatching(/\/make-cv\/MKCV\d+\.png$/),
    });
    expect(item?.binary?.data).toMatchObject({ fileName: 'cat-lufff.png', mimeType: 'image/png' });
    const bytes = await engine.readFile(item!.binary!.data!);
    expect(bytes.subarray(0, 4)).toEqual(pngStart);
    expect(world.ledger.entries).toMatchObject([{ account: '100001', endpoint: 'rmPicBg', credits: 1 }]);
  });

  it.each([
    [{}, 'rmPicBgWithUuid'],
    [{ options: { unikeyEndpoint: true } }, 'rmPicBgWithUnikey'],
  ])('removes the background of an image for a UUID: %j', async (options, endpoint) => {
    const { run, calls } = await openStudio();
    const { items, error } = await run({ parameters: { ...url, ...uuid, ...options, output: 'url' } });
    expect(error).toBeUndefined();
    expect(items('Lufff')).toMatchObject([{ json: { resultUrl: expect.any(String) } }]);
    expect(calls()).toEqual([endpoint]);
  });

  it('hosts files in a bucket while Lufff needs them, and keeps their order', async () => {
    const { run, world, calls } = await openStudio();
    const parameters = { inputSource: 'binary', output: 'url' };
    const { items, error } = await run({ parameters, items: [file(10), file(20)] });
    expect(error).toBeUndefined();
    expect(items('Lufff')).toMatchObject([
      { json: { sourceFileName: 'photo-10.png', resultUrl: expect.any(String) }, pairedItem: { item: 0 } },
      { json: { sourceFileName: 'photo-20.png', resultUrl: expect.any(String) }, pairedItem: { item: 1 } },
    ]);
    expect(items('Lufff')[0]?.json).not.toHaveProperty('leftBehind');
    expect(
      calls('aliyun-oss')
        .filter((call) => call !== 'getObject')
        .sort(),
    ).toEqual([...['deleteObject', 'deleteObject', 'putObject', 'putObject']]);
    expect(world.ledger.cost()).toBe(2);
  });

  it.each([
    { operation: 'removeBackground', resource: 'image', own: [] },
    { operation: 'makeIdPhoto', resource: 'extension', own: ['kind'], ...uuid },
  ])('leaves the file in the bucket on request, under the prefix: $operation', async ({ own, ...chosen }) => {
    const { run } = await openStudio();
    const options = { keepFile: true, keyPrefix: 'in/' };
    const parameters = { ...chosen, inputSource: 'binary', options };
    const { items, error } = await run({ parameters, items: [file(10)] });
    expect(error).toBeUndefined();
    const [item] = items('Lufff');
    expect(item?.json.leftBehind).toMatch(/^mock-bucket\/in\/[\w-]{12}\.png$/);
    const known = [...own, 'leftBehind', 'resultUrl', 'sourceFileName'];
    expect(Object.keys(item?.json ?? {}).sort()).toEqual(known);
    expect(schemaOf(`${chosen.resource}/${chosen.operation}`)).toEqual(expect.arrayContaining(known));
  });

  it('sends a picture type and rectangles', async () => {
    const { run, world } = await openStudio();
    const rectangles = '[{ "x": 1, "y": 2, "width": 30, "height": 4 }]';
    const options = { pictureType: 'img_fix', rectangles };
    const { error } = await run({ parameters: { ...url, output: 'url', options } });
    expect(error).toBeUndefined();
    expect(world.journal.entries[0]?.fields).toMatchObject({
      pic_type: 'img_fix',
      rectangles: '[{"height":4,"width":30,"x":1,"y":2}]',
    });
  });

  it('sends an SMS code, logs in, and uses what Log In returned', async () => {
    const { run } = await openStudio();
    const account = { customerId: '', token: '' };
    const resource = 'account';
    const sent = await run({ parameters: { resource, operation: 'sendSmsCode' }, account });
    expect(sent.items('Lufff')).toMatchObject([{ json: { phone, sent: true } }]);
    const loggedIn = await run({
      parameters: { resource, operation: 'logIn', smsCode: '1234' },
      account,
    });
    const { json } = loggedIn.items('Lufff')[0]!;
    expect(json).toMatchObject({
      customerId: '100001',
      token: expect.stringMatching(/^[0-9a-f-]{36}$/),
      phone,
      credit: 5,
      createdAt: expect.stringMatching(/\+08:00$/),
    });
    expect(schemaOf('account/logIn')).toEqual(expect.arrayContaining(Object.keys(json)));
    const options = { customerId: '={{ $json.customerId }}', token: '={{ $json.token }}' };
    const parameters = { ...url, output: 'url', options };
    const { items, error } = await run({ parameters, account, items: [{ json }] });
    expect(error).toBeUndefined();
    expect(items('Lufff')[0]?.json).toEqual({
      sourceFileName: 'cat.jpg',
      imageUrl,
      resultUrl: expect.any(String),
    });
  });

  it.each([
    [{ returnAll: true }, 120],
    [{ limit: 70 }, 70],
    [{}, 50],
  ])('lists the history: %j', async (parameters, length) => {
    const { run, cutouts, calls } = await openStudio();
    for (let id = 1; id <= 120; id++)
      cutouts.push({ id, customerId: 100001, imageUrl, resultUrl: `${imageUrl}?${id}`, createdAt: 0 });
    const { items, error } = await run({ parameters: { operation: 'listHistory', ...parameters } });
    expect(error).toBeUndefined();
    expect(items('Lufff')).toHaveLength(length);
    expect(items('Lufff')[0]).toMatchObject({
      json: { id: 120, imageUrl, resultUrl: `${imageUrl}?120`, createdAt: '1970-01-01T08:00:00+08:00' },
      pairedItem: { item: 0 },
    });
    expect(calls()).toHaveLength(Math.ceil(length / 50));
  });

  it.each([
    ['account', 'getCredit', {}, { phone, credit: 5 }],
    ['ad', 'getOne', {}, { id: 6, pictureUrl: '42', linkUrl: 'rwerwerwe' }],
    ['extension', 'listAds', uuid, { id: 6, pictureUrl: '42', linkUrl: 'rwerwerwe' }],
    ['extension', 'getSignInReward', {}, { reward: 1 }],
    ['extension', 'signIn', {}, { credit: 6 }],
    ['extension', 'logInWithUuid', uuid, { customerId: '100002', token: expect.any(String), credit: 5 }],
  ])('%s %s %j', async (resource, operation, parameters, json) => {
    const { run, world } = await openStudio();
    const { items, error } = await run({ parameters: { resource, operation, ...parameters } });
    expect(error).toBeUndefined();
    expect(items('Lufff')[0]?.json).toMatchObject(json);
    expect(schemaOf(`${resource}/${operation}`)).toEqual(
      expect.arrayContaining(Object.keys(items('Lufff')[0]?.json ?? {})),
    );
    expect(world.ledger.entries.filter(({ credits }) => credits > 0)).toEqual([]);
  });

  it('reads the credit of a UUID, and of another phone number than the credential has', async () => {
    const { run } = await openStudio();
    const parameters = { resource: 'account', operation: 'getCredit' };
    await run({ parameters: { ...url, ...uuid, output: 'url' } });
    const ofUuid = await run({ parameters: { ...parameters, ...uuid } });
    expect(ofUuid.items('Lufff')[0]?.json).toEqual({ credit: 4 });
    const ofPhone = await run({ parameters: { ...parameters, phone }, account: { phone: '13900139000' } });
    expect(ofPhone.items('Lufff')[0]?.json).toEqual({ phone, credit: 5 });
  });

  it('lists sign-ins', async () => {
    const { run } = await openStudio();
    const resource = 'extension';
    await run({ parameters: { resource, operation: 'signIn' } });
    const { items } = await run({ parameters: { resource, operation: 'listSignIns' } });
    expect(items('Lufff')).toMatchObject([
      { json: { id: 1, credit: 1, createdAt: expect.stringMatching(/\+08:00$/) } },
    ]);
  });

  it('makes an ID photo and a sheet of them, also of a file', async () => {
    const { run, world } = await openStudio();
    const parameters = { resource: 'extension', operation: 'makeIdPhoto', inputSource: 'binary', ...uuid };
    const { items, error } = await run({ parameters, items: [file(10)] });
    expect(error).toBeUndefined();
    expect(items('Lufff')).toMatchObject([
      { json: { kind: 'photo' }, binary: { data: { fileName: 'photo-10-photo.png' } } },
      { json: { kind: 'sheet' }, binary: { data: { fileName: 'photo-10-sheet.png' } } },
    ]);
    expect(world.ledger.cost()).toBe(1);
  });

  it('shows no secret but to those who log in', async () => {
    const { run } = await openStudio();
    const runs = [url, { ...url, ...uuid }, { operation: 'listHistory' }];
    for (const parameters of runs) {
      const { items } = await run({ parameters });
      expect(items('Lufff')).not.toEqual([]);
      const shown = JSON.stringify(items('Lufff').map(({ json }) => json));
      for (const hidden of [token, secret, 'mock-oss-secret']) expect(shown).not.toContain(hidden);
    }
  });
});
