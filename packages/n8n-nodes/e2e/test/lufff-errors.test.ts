import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { inMemory } from './helpers/fangtang.ts';
import { openStudio, secret, token } from './helpers/lufff.ts';
import { picture } from './helpers/pictures.ts';

const imageUrl = 'https://example.com/cat.jpg';
const url = { inputSource: 'url', imageUrl, output: 'url' };
const fromFile = { inputSource: 'binary', output: 'url' };
const file = { json: {}, binary: { data: inMemory(picture(10), 'photo.png') } };
const uuid = { authentication: 'uuid' };
const logIn = { resource: 'account', operation: 'logIn' };

interface Mistake {
  readonly parameters: IDataObject;
  readonly account?: IDataObject;
  readonly bucket?: IDataObject;
  readonly says: RegExp;
  /** Endpoints that are called before it is noticed. */
  readonly calls?: readonly string[];
}

const mistakes: Readonly<Record<string, Mistake>> = {
  'a URL of 129 characters': {
    parameters: { ...url, imageUrl: `https://example.com/${'x'.repeat(109)}` },
    says: /'Image URL' is not accepted: is 129 characters long, but Lufff takes 128 at most.*\[item 0\]/,
  },
  'no URL': { parameters: { ...url, imageUrl: '={{ $json.nothing }}' }, says: /'Image URL' is empty/ },
  'a credential without a token': {
    parameters: url,
    account: { token: '' },
    says: /no customer ID or no token.*Run Send SMS Code and Log In/s,
  },
  'a token without a customer ID': {
    parameters: { ...url, options: { token: 'x' } },
    says: /A customer ID and its token go together/,
  },
  'the history of a UUID': {
    parameters: { operation: 'listHistory', ...uuid },
    says: /This needs an account.*Choose Account/s,
  },
  'an ID photo for an account': {
    parameters: { ...url, resource: 'extension', operation: 'makeIdPhoto' },
    says: /This needs a UUID/,
  },
  'a limit that is no number': {
    parameters: { operation: 'listHistory', limit: '={{ $json.none }}' },
    says: /'Limit' is not a number of results.*whole number/s,
  },
  'a switch that is no switch': {
    parameters: { operation: 'listHistory', returnAll: '={{ "constructor" }}' },
    says: /'returnAll' is neither true nor false/,
  },
  'no phone number': {
    parameters: { resource: 'account', operation: 'sendSmsCode' },
    account: { phone: '' },
    says: /No phone number is given/,
  },
  'a code of three digits': {
    parameters: { ...logIn, smsCode: '123' },
    says: /vcode: the code in the SMS has four digits/,
  },
  'rectangles that are not JSON': {
    parameters: { ...url, options: { pictureType: 'img_fix', rectangles: 'left half' } },
    says: /rectangles/i,
  },
  'a presigned URL that does not fit': {
    parameters: { ...fromFile, options: { link: 'presigned', keyPrefix: 'a-long-prefix/' } },
    says: /presigned URL of the file would have 1\d\d characters.*short domain \(CNAME\)/s,
  },
  'a wrong code': {
    parameters: { ...logIn, smsCode: '0000' },
    says: /Lufff refused the call: vcode is wrong or expired \(5\)/,
    calls: ['loginWithPhoneAndVcode'],
  },
  'a wrong token': {
    parameters: url,
    account: { token: 'sesame-0816' },
    says: /Lufff refused the call: token is invalid or expired \(2\).*log in again/s,
    calls: ['rmPicBg'],
  },
  'an image that is not there': {
    parameters: { ...url, imageUrl: 'http://127.0.0.1:9/cat.jpg' },
    says: /Lufff refused the call: image can not be downloaded.*image URL that Lufff cannot open/s,
    calls: ['rmPicBg'],
  },
  'a wrong secret of the bucket': {
    parameters: fromFile,
    bucket: { accessKeySecret: 'sesame-0817' },
    says: /Aliyun OSS does not accept the credentials/,
  },
};

describe('Lufff node', () => {
  it.each(Object.entries(mistakes))(
    'says what is wrong with %s, and nothing is charged',
    async (_, mistake) => {
      const { parameters, account, bucket, says, calls: expected = [] } = mistake;
      const { run, calls, world } = await openStudio();
      const { error } = await run({
        parameters,
        items: [file],
        ...(account && { account }),
        ...(bucket && { bucket }),
      });
      expect(`${error?.message}\n${error?.description}`).toMatch(says);
      const shown = JSON.stringify([error, error?.context]);
      for (const hidden of [token, secret, 'sesame-0816', 'sesame-0817']) expect(shown).not.toContain(hidden);
      expect(calls()).toEqual(expected);
      expect(world.ledger.entries).toEqual([]);
      expect([
        ...((
          world.snapshot().vendors.get('aliyun-oss') as { objects: Map<string, object> } | undefined
        )?.objects.keys() ?? []),
      ]).toEqual([]);
    },
  );

  it.each([
    ['the credential', { account: { token: 'sesame-0816' } }, url],
    ['the options', {}, { ...url, options: { customerId: '7', token: 'sesame-0816' } }],
    ['the UUID', {}, { ...url, ...uuid }],
  ])('hides a secret of %s that Lufff repeats', async (_, credentials, parameters) => {
    const { run, world } = await openStudio();
    const body = JSON.stringify({ status: 2, msg: `who is sesame-0816 or ${secret}?` });
    world.faults.add({ vendor: 'lufff', effect: { response: { status: 200, body } } });
    const { error } = await run({ parameters, ...credentials });
    expect(error?.message).toContain('***');
    expect(error?.message).not.toContain(
      parameters === url || 'options' in parameters ? 'sesame-0816' : secret,
    );
  });

  it('has no credit left, and says so', async () => {
    const { run, account } = await openStudio();
    account.credit = 0;
    const { error } = await run({ parameters: url });
    expect(error?.message).toBe('Lufff refused the call: credit is not enough (3) [item 0]');
  });

  it('lets a bad image leave through the error output', async () => {
    const { run } = await openStudio();
    const urls = [imageUrl, 'http://10.0.0.1/cat.jpg', imageUrl];
    const { items, error } = await run({
      parameters: { ...url, imageUrl: '={{ $json.url }}' },
      items: urls.map((one) => ({ json: { url: one } })),
      node: { onError: 'continueErrorOutput' },
    });
    expect(error).toBeUndefined();
    expect(items('Lufff').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
    expect(items('Lufff', 1)).toMatchObject([
      {
        json: {
          url: 'http://10.0.0.1/cat.jpg',
          error: expect.stringMatching(/the address is private \(6\) \[item 1\]/),
          details: { kind: 'refused', code: 6 },
        },
      },
    ]);
  });

  it('pays once for each image, also when n8n tries again', async () => {
    const { run, world } = await openStudio();
    world.faults.add({ vendor: 'lufff', endpoint: 'rmPicBg', effect: { error: 'badImage' } });
    const { items, error } = await run({
      parameters: { ...url, imageUrl: '={{ $json.url }}' },
      items: ['1', '2', '3'].map((n) => ({ json: { url: `https://example.com/${n}.jpg` } })),
      node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 },
    });
    expect(error).toBeUndefined();
    expect(items('Lufff')).toHaveLength(3);
    expect(world.ledger.cost()).toBe(3);
  });

  it('says where a file is left when the bucket does not let it be deleted', async () => {
    const { run, world } = await openStudio();
    world.faults.add({
      vendor: 'aliyun-oss',
      endpoint: 'deleteObject',
      times: 9,
      effect: { error: 'accessDenied' },
    });
    const done = await run({ parameters: fromFile, items: [file] });
    expect(done.items('Lufff')[0]?.json.leftBehind).toMatch(/^mock-bucket\/[\w-]{12}\.png$/);
    world.faults.add({ vendor: 'lufff', effect: { error: 'noCredit' } });
    const { error } = await run({ parameters: fromFile, items: [file] });
    expect(error?.description).toMatch(/bucket mock-bucket, object [\w-]{12}\.png/);
  });

  it('names all calls that may have been charged, with what is known of them', async () => {
    const { run, world, calls } = await openStudio();
    const effect = { connection: 'reset', when: 'after' } as const;
    world.faults.add({ vendor: 'lufff', endpoint: 'rmPicBg', times: 20, effect });
    const items = Array.from({ length: 20 }, (_, n) => ({ json: { url: `https://example.com/${n}.jpg` } }));
    const { error } = await run({ parameters: { ...url, imageUrl: '={{ $json.url }}' }, items });
    const { doubtful } = error!.context.data as { doubtful: object[] };
    expect(doubtful).toHaveLength(calls().length - 1);
    expect(doubtful[0]).toMatchObject({ item: expect.any(Number), reason: expect.any(String) });
  });

  it.each(['={{ "false" }}', '={{ $json.none }}'])(
    'keepFile: %s does not keep the file',
    async (keepFile) => {
      const { run, calls } = await openStudio();
      const { items } = await run({ parameters: { ...fromFile, options: { keepFile } }, items: [file] });
      expect(items('Lufff')[0]?.json).not.toHaveProperty('leftBehind');
      expect(calls('aliyun-oss')).toContain('deleteObject');
    },
  );

  it('asks what a switch that is neither on nor off is meant to be', async () => {
    const { run, calls } = await openStudio();
    const { error } = await run({
      parameters: { ...fromFile, options: { keepFile: '={{ "perhaps" }}' } },
      items: [file],
    });
    expect(error?.message).toBe("'keepFile' is neither true nor false [item 0]");
    expect([...calls(), ...calls('aliyun-oss')]).toEqual([]);
  });

  it('deletes the file from the bucket also when the run is stopped', async () => {
    const { start, world, called } = await openStudio();
    world.faults.add({ vendor: 'lufff', effect: { connection: 'hang' } });
    const execution = start({ parameters: fromFile, items: [file] });
    await called('rmPicBg');
    execution.cancel();
    await called('deleteObject');
    expect((await execution.finished).status).toBe('canceled');
  });
});
