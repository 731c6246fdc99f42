import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { secret, startLufff, token } from './helpers/lufff.ts';

const imageUrl = 'https://example.com/cat.jpg';
const url = { imageUrl, output: 'url' };
const uuid = { authentication: 'uuid' };
const logIn = { resource: 'account', operation: 'logIn' };

interface Mistake {
  readonly parameters: IDataObject;
  readonly account?: IDataObject;
  readonly details?: IDataObject;
  /** Endpoints that are called before it is noticed. */
  readonly calls?: readonly string[];
}

const mistakes: Readonly<Record<string, Mistake>> = {
  'a URL of 129 characters': {
    parameters: { ...url, imageUrl: `https://example.com/${'x'.repeat(109)}` },
  },
  'no URL': { parameters: { ...url, imageUrl: '={{ $json.nothing }}' } },
  'a credential without a token': {
    parameters: url,
    account: { token: '' },
  },
  'a token without a customer ID': {
    parameters: { ...url, options: { token: 'x' } },
  },
  'the history of a UUID': {
    parameters: { operation: 'listHistory', ...uuid },
  },
  'an ID photo for an account': {
    parameters: { ...url, operation: 'makeIdPhoto' },
  },
  'a limit that is no number': {
    parameters: { operation: 'listHistory', limit: '={{ $json.none }}' },
  },
  'a switch that is no switch': {
    parameters: { ...url, options: { unikey: '={{ "constructor" }}' } },
  },
  'no phone number': {
    parameters: { resource: 'account', operation: 'sendSmsCode' },
    account: { phone: '' },
  },
  'a code of three digits': {
    parameters: { ...logIn, vcode: '123' },
  },
  'rectangles that are not JSON': {
    parameters: { ...url, pic_type: 'img_fix', rectangles: 'left half' },
  },
  'a wrong code': {
    parameters: { ...logIn, vcode: '0000' },
    details: { kind: 'refused', code: 5, charged: 'no' },
    calls: ['loginWithPhoneAndVcode'],
  },
  'a wrong token': {
    parameters: url,
    account: { token: 'sesame-0816' },
    details: { kind: 'refused', code: 2, charged: 'no' },
    calls: ['rmPicBg'],
  },
  'an image that is not there': {
    parameters: { ...url, imageUrl: 'http://127.0.0.1:9/cat.jpg' },
    details: { kind: 'refused', charged: 'no' },
    calls: ['rmPicBg'],
  },
};

/** By a check of the node itself. */
const refused = { kind: 'bad-input', charged: 'no' };

describe('Lufff node', () => {
  it.each(Object.entries(mistakes))(
    'says what is wrong with %s, and nothing is charged',
    async (_, mistake) => {
      const { parameters, account, details = refused, calls: expected = [] } = mistake;
      const { run, calls, world } = await startLufff();
      const { error } = await run({
        parameters,
        ...(account && { account }),
      });
      expect(error?.context.data).toMatchObject(details);
      const shown = JSON.stringify([error, error?.context]);
      for (const hidden of [token, secret, 'sesame-0816']) expect(shown).not.toContain(hidden);
      expect(calls()).toEqual(expected);
      expect(world.ledger.entries).toEqual([]);
    },
  );

  it.each([
    ['the credential', { account: { token: 'sesame-0816' } }, url],
    ['the options', {}, { ...url, options: { customerId: '7', token: 'sesame-0816' } }],
    ['the UUID', {}, { ...url, ...uuid }],
  ])('hides a secret of %s that Lufff repeats', async (_, credentials, parameters) => {
    const { run, world } = await startLufff();
    const body = JSON.stringify({ status: 2, msg: `who is sesame-0816 or ${secret}?` });
    world.faults.add({ vendor: 'lufff', effect: { response: { status: 200, body } } });
    const { error } = await run({ parameters, ...credentials });
    expect(error?.message).toContain('***');
    expect(error?.message).not.toContain(
      parameters === url || 'options' in parameters ? 'sesame-0816' : secret,
    );
  });

  it('has no credit left, and says so', async () => {
    const { run, account } = await startLufff();
    account.credit = 0;
    const { error } = await run({ parameters: url });
    expect(error?.context.data).toMatchObject({ kind: 'refused', code: 3, charged: 'no' });
  });

  it('lets a bad image leave through the error output', async () => {
    const { run } = await startLufff();
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
          details: { kind: 'refused', code: 6 },
        },
      },
    ]);
  });

  it('pays once for each image, also when n8n tries again', async () => {
    const { run, world } = await startLufff();
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
});
