import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder, phone, secret, startLufff, token } from './helpers/lufff.ts';

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const imageUrl = 'https://example.com/cat.jpg';
const url = { imageUrl };
const uuid = { authentication: 'uuid' };

/** The fields of an item that the package has not told n8n about. */
function undeclared(operation: string, json: object): string[] {
  const file = join(packageFolder, `dist/nodes/Lufff/__schema__/v1.0.0/${operation}.json`);
  const { properties } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.keys(json).filter((name) => !(name in properties));
}

describe('Lufff node', () => {
  it('removes the background of an image at a URL, for an account', async () => {
    const { run, engine, world } = await startLufff();
    const { items, error } = await run({ parameters: url });
    expect(error).toBeUndefined();
    const [item] = items('Lufff');
    expect(item?.json).toMatchObject({
      sourceFileName: 'cat.jpg',
      fileName: 'cat-lufff.png',
      credits: 1,
      state: 'done',
      resultUrl: expect.stringMatching(/\/make-cv\/MKCV\d+\.png$/),
    });
    expect(undeclared('image/removeBackground', item?.json ?? {})).toEqual([]);
    expect(item?.binary?.data).toMatchObject({ fileName: 'cat-lufff.png', mimeType: 'image/png' });
    const bytes = await engine.readFile(item!.binary!.data!);
    expect(bytes.subarray(0, 4)).toEqual(pngStart);
    expect(world.ledger.entries).toMatchObject([{ account: '100001', endpoint: 'rmPicBg', credits: 1 }]);
  });

  it.each([
    [{}, 'rmPicBgWithUuid'],
    [{ options: { unikey: true } }, 'rmPicBgWithUnikey'],
  ])('removes the background of an image for a UUID: %j', async (options, endpoint) => {
    const { run, calls } = await startLufff();
    const { items, error } = await run({ parameters: { ...url, ...uuid, ...options, output: 'url' } });
    expect(error).toBeUndefined();
    expect(items('Lufff')).toMatchObject([{ json: { resultUrl: expect.any(String) } }]);
    expect(calls()).toEqual([endpoint]);
  });

  it('sends a picture type and rectangles', async () => {
    const { run, world } = await startLufff();
    const rectangles = { rectangle: [{ x: 1, y: 2, width: 30, height: 4 }] };
    const parameters = { ...url, output: 'url', pic_type: 'img_fix', rectangles };
    const { error } = await run({ parameters });
    expect(error).toBeUndefined();
    expect(world.journal.entries[0]?.fields).toMatchObject({
      pic_type: 'img_fix',
      rectangles: '[{"height":4,"width":30,"x":1,"y":2}]',
    });
  });

  it('sends an SMS code, logs in, and uses what Log In returned', async () => {
    const { run } = await startLufff();
    const account = { customerId: '', token: '' };
    const resource = 'account';
    const sent = await run({ parameters: { resource, operation: 'sendSmsCode' }, account });
    expect(sent.items('Lufff')).toMatchObject([{ json: { sent: true } }]);
    const loggedIn = await run({
      parameters: { resource, operation: 'logIn', phone, vcode: '1234' },
      account,
    });
    const { json } = loggedIn.items('Lufff')[0]!;
    expect(json).toMatchObject({
      customerId: '100001',
      token: expect.stringMatching(/^[0-9a-f-]{36}$/),
      credit: 5,
    });
    expect(undeclared('account/logIn', json)).toEqual([]);
    const options = { customerId: '={{ $json.customerId }}', token: '={{ $json.token }}' };
    const parameters = { ...url, output: 'url', options };
    const { items, error } = await run({ parameters, account, items: [{ json }] });
    expect(error).toBeUndefined();
    expect(items('Lufff')[0]?.json).toMatchObject({ state: 'done', resultUrl: expect.any(String) });
  });

  it.each([
    [{ limit: 70 }, 70],
    [{}, 50],
  ])('lists the history: %j', async (parameters, length) => {
    const { run, cutouts, calls } = await startLufff();
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
    ['account', 'getBalance', {}, { credit: 5 }],
    ['ad', 'getOne', {}, { id: 6, pictureUrl: '42', linkUrl: 'rwerwerwe' }],
    ['ad', 'getAll', uuid, { id: 6, pictureUrl: '42', linkUrl: 'rwerwerwe' }],
    ['account', 'getSignInReward', {}, { reward: 1 }],
    ['account', 'signIn', {}, { credit: 6 }],
    ['account', 'logInWithUuid', uuid, { customerId: '100002', token: expect.any(String), credit: 5 }],
  ])('%s %s %j', async (resource, operation, parameters, json) => {
    const { run, world } = await startLufff();
    const { items, error } = await run({ parameters: { resource, operation, ...parameters } });
    expect(error).toBeUndefined();
    expect(items('Lufff')[0]?.json).toMatchObject(json);
    expect(undeclared(`${resource}/${operation}`, items('Lufff')[0]?.json ?? {})).toEqual([]);
    expect(world.ledger.entries.filter(({ credits }) => credits > 0)).toEqual([]);
  });

  it('reads the credit of a UUID, and of another phone number than the credential has', async () => {
    const { run } = await startLufff();
    const parameters = { resource: 'account', operation: 'getBalance' };
    await run({ parameters: { ...url, ...uuid, output: 'url' } });
    const ofUuid = await run({ parameters: { ...parameters, ...uuid } });
    expect(ofUuid.items('Lufff')[0]?.json).toEqual({ credit: 4 });
    const ofPhone = await run({ parameters: { ...parameters, phone }, account: { phone: '13900139000' } });
    expect(ofPhone.items('Lufff')[0]?.json).toEqual({ credit: 5 });
  });

  it('lists sign-ins', async () => {
    const { run } = await startLufff();
    const resource = 'account';
    await run({ parameters: { resource, operation: 'signIn' } });
    const { items } = await run({ parameters: { resource, operation: 'listSignIns' } });
    expect(items('Lufff')).toMatchObject([
      { json: { id: 1, credit: 1, createdAt: expect.stringMatching(/\+08:00$/) } },
    ]);
  });

  it('makes an ID photo and a sheet of them', async () => {
    const { run, world } = await startLufff();
    const parameters = { resource: 'image', operation: 'makeIdPhoto', ...url, ...uuid };
    const { items, error } = await run({ parameters });
    expect(error).toBeUndefined();
    expect(items('Lufff')).toMatchObject([
      {
        json: { resultUrl: expect.any(String), sheetUrl: expect.any(String) },
        binary: {
          data: { fileName: 'cat-lufff.png' },
          data_sheet: { fileName: 'cat-lufff-sheet.png' },
        },
      },
    ]);
    expect(world.ledger.cost()).toBe(1);
  });

  it('shows no secret but to those who log in', async () => {
    const { run } = await startLufff();
    const runs = [url, { ...url, ...uuid }, { operation: 'listHistory' }];
    for (const parameters of runs) {
      const { items } = await run({ parameters });
      expect(items('Lufff')).not.toEqual([]);
      const shown = JSON.stringify(items('Lufff').map(({ json }) => json));
      for (const hidden of [token, secret]) expect(shown).not.toContain(hidden);
    }
  });
});
