import { mockVendors } from '@api-repack/mock-vendors';
import { expect, test } from 'vitest';
import { basic, fangtangChannel, type Opened, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

/** `npm run assume` tries each alternative of each guessed setting; otherwise one of each vendor is tried. */
const isFull = process.env.ASSUME === 'full';

type Flow = (gateway: Opened) => Promise<void>;

const url = 'https://example.com/cat.jpg';
const isUrl = expect.stringMatching(/^http/);

async function succeed({ post }: Opened, path: string, form: Record<string, string | Blob>, headers: object) {
  const { status, json } = await post(path, form, { ...headers });
  expect({ path, status, json }).toMatchObject({ status: 200 });
  return json;
}

/** Whatever the mock guesses: a failure has an HTTP status and says why. */
async function fail(
  { post }: Opened,
  path: string,
  form: Record<string, string | Blob>,
  headers: Record<string, string>,
) {
  const { status, json } = await post(path, form, headers);
  expect({ path, isFailure: status >= 400, json }).toMatchObject({
    isFailure: true,
    json: { error: { message: expect.any(String) } },
  });
}

const account = { telephone: '13800138000', password: 'mock-password' };

const flows: Readonly<Record<string, Flow>> = {
  async fangtang(gateway) {
    const first = await succeed(gateway, '/fangtang/restore', { image_file: photo }, fangtangChannel);
    const form = { mdf: first.mdf, preset: 'cutout' };
    const again = await succeed(gateway, '/fangtang/restore', form, fangtangChannel);
    const fetched = await succeed(gateway, '/fangtang/result', { mdf: again.mdf }, fangtangChannel);
    expect(fetched.image).toBe(again.image);
    expect(gateway.world.ledger.cost()).toBe(2);
    await succeed(gateway, '/fangtang/balance', {}, fangtangChannel);
    gateway.world.faults.add({ vendor: 'fangtang', effect: { task: 'failed' } });
    await fail(gateway, '/fangtang/restore', { image_file: photo, seq: 'sr' }, fangtangChannel);
    await fail(gateway, '/fangtang/result', { mdf: '0'.repeat(32) }, fangtangChannel);
  },
  async picwish(gateway) {
    const key = { 'x-api-key': 'mock-picwish-key' };
    expect(await succeed(gateway, '/picwish/scale', { image_file: photo }, key)).toMatchObject({
      image: isUrl,
    });
    await succeed(gateway, '/picwish/colorization', { image_url: url }, key);
    await fail(gateway, '/picwish/scale', { image_file: photo }, { 'x-api-key': 'mock-picwish-poor-key' });
  },
  async 'picwish-web'(gateway) {
    const { post } = gateway;
    const { api_token: authorization } = await succeed(gateway, '/picwish/login', account, {});
    const { resource_id } = (await post('/picwish/oss-img', { image_file: photo }, { authorization })).json;
    const cutout = await succeed(gateway, '/picwish/face-cutout', { resource_id }, { authorization });
    expect(cutout).toMatchObject({ image: isUrl });
    await fail(gateway, '/picwish/login', { ...account, password: 'wrong' }, {});
    await fail(gateway, '/picwish/face-cutout', { resource_id: 'nothing' }, { authorization });
  },
  /** Uploads with a callback, and results behind signed URLs. */
  async 'aliyun-oss'(gateway) {
    const { api_token: authorization } = await succeed(gateway, '/picwish/login', account, {});
    const form = { image_file: photo };
    const { resource_id } = await succeed(gateway, '/picwish/oss-img', form, { authorization });
    const cutout = await succeed(gateway, '/picwish/face-cutout', { resource_id }, { authorization });
    expect((await fetch(cutout.image)).status).toBe(200);
    const called = gateway.world.journal.entries.map(({ endpoint }) => endpoint);
    expect(called).toEqual(expect.arrayContaining(['putObject', 'uploadCallback', 'getObject']));
  },
  async lufff(gateway) {
    const phone = '13900139000';
    await succeed(gateway, '/lufff/send-code', { phone }, {});
    await fail(gateway, '/lufff/login', { phone, vcode: '0000' }, {});
    const { customer_id, token } = await succeed(gateway, '/lufff/login', { phone, vcode: '1234' }, {});
    const customer = basic(customer_id, token);
    for (const headers of [{ authorization: 'Bearer demo-device-0001' }, customer]) {
      const { image } = await succeed(gateway, '/lufff/remove-background', { image_url: url }, headers);
      expect(image).toEqual(isUrl);
    }
    const { cutouts } = await succeed(gateway, '/lufff/history', {}, customer);
    expect(cutouts).toHaveLength(1);
    expect(gateway.world.ledger.cost()).toBe(2);
    await fail(gateway, '/lufff/remove-background', { image_url: url }, basic('1', 'wrong'));
  },
};

/** A uuid that a user has never used before pays for nothing then, and no client can know one that Lufff would take. */
const depends = new Set(['lufff autoCreateUuid']);

const assumptions = mockVendors.flatMap(({ name, evidence }) => {
  const flow = flows[name];
  const all = Object.entries(evidence?.assumptions ?? {}).flatMap(([setting, { alternatives }]) =>
    alternatives.map((alternative) => ({ name, setting, alternative })),
  );
  return flow ? (isFull ? all : all.slice(0, 1)).map((one) => ({ ...one, flow })) : [];
});

test.each(assumptions)(
  'the gateway and $name, whose $setting is $alternative',
  async ({ name, setting, alternative, flow }) => {
    const gateway = await openGateway({ mock: { settings: { [name]: { [setting]: alternative } } } });
    if (depends.has(`${name} ${setting}`)) await expect(flow(gateway)).rejects.toThrow();
    else await flow(gateway);
  },
);
