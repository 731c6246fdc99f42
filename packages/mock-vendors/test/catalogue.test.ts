import { Readable } from 'node:stream';
import { errorsOf, manualClock, mockVendors, respond, World } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { describeErrors } from '../src/engine/catalogue.ts';
import { mintGrant } from '../src/vendors/aliyun-oss/index.ts';
import { fangtang } from './helpers/fangtang.ts';
import { account, img_url, lufff, phone } from './helpers/lufff.ts';
import { md5 } from './helpers/oss.ts';
import { jpeg, text } from './helpers/pictures.ts';
import { picwish } from './helpers/picwish.ts';
import { type PlainAsk, plainOss } from './helpers/plain-oss.ts';

/** Does what the catalogue says, and returns the world that it happened in. */
type Make = () => Promise<World>;

const upload = { seq: 'repair', platform: 'pc', file: jpeg };
const unknownId = '0'.repeat(32);

function inFangtang(make: (mock: ReturnType<typeof fangtang>) => Promise<unknown>, settings = {}): Make {
  return async () => {
    const mock = fangtang({}, settings);
    await make(mock);
    return mock.world;
  };
}

/** Uploads, lets some time pass and downloads. */
const downloading = (ms: number, settings = {}) =>
  inFangtang(async ({ ask, clock }) => {
    const { body } = await ask('uploads', upload);
    clock.advance(ms);
    await ask('download', { mdf: body.data.mdf[0] });
  }, settings);

function inPicwish(make: (mock: ReturnType<typeof picwish>) => Promise<unknown>, settings = {}): Make {
  return async () => {
    const mock = picwish(settings);
    await make(mock);
    return mock.world;
  };
}

function inLufff(make: (mock: ReturnType<typeof lufff>) => Promise<unknown>, settings = {}): Make {
  return async () => {
    const mock = lufff(settings);
    await make(mock);
    return mock.world;
  };
}

function inOss(
  make: (mock: ReturnType<typeof plainOss>) => Promise<unknown>,
  settings = {},
  options = {},
): Make {
  return async () => {
    const mock = plainOss(settings, options);
    await make(mock);
    return mock.world;
  };
}

const asking = (asked: PlainAsk) => inOss(({ ask }) => ask(asked));
const put = { method: 'PUT', body: 'hello' };
const callback = Buffer.from(
  JSON.stringify({ callbackUrl: 'http://127.0.0.1:1/', callbackBody: 'a=b' }),
).toString('base64');

const made: Readonly<Record<string, Readonly<Record<string, Make>>>> = {
  fangtang: {
    badToken: inFangtang(({ ask }) => ask('company/nums', {}, { age: 121 })),
    noCredits: inFangtang(({ ask, setCredits }) => {
      setCredits('hiliad', 0);
      return ask('uploads', upload);
    }),
    badInput: inFangtang(({ ask }) => ask('uploads', { ...upload, seq: 'bg' })),
    unsupportedFile: inFangtang(({ ask }) => ask('uploads', { ...upload, file: text })),
    badImage: inFangtang(({ ask }) => ask('uploads', { ...upload, file: new Blob([]) })),
    unknownImage: inFangtang(({ ask }) => ask('status', { mdf: unknownId, platform: 'pc' })),
    expiredImage: downloading(3_700_000),
    unknownChannel: inFangtang(({ ask }) => ask('company/nums', { third_code: 'nobody' }), {
      checkTokenOnNums: false,
    }),
    internal: downloading(1_000, { downloadTooEarly: 500 }),
  },
  picwish: {
    badInput: inPicwish(({ create }) => create('visual/scale', {})),
    invalidKey: inPicwish(({ credits }) => credits('nobody')),
    noCredits: inPicwish(({ create }) =>
      create('visual/scale', { image_file: jpeg }, 'mock-picwish-poor-key'),
    ),
    unknownTask: inPicwish(({ read }) => read('visual/scale', 'nothing')),
    tooLarge: inPicwish(({ create }) => create('visual/scale', { image_file: jpeg }), {
      maxUploadBytes: 100,
    }),
    tooFast: inPicwish(
      async ({ create }) => {
        for (const _ of [1, 2, 3]) await create('visual/scale', { image_file: jpeg });
      },
      { qps: 2 },
    ),
  },
  'picwish-web': {
    neededLogin: inPicwish(({ web }) => web('GET', '/app/picwish/tasks/login/scale/nothing')),
    unknownId: inPicwish(async ({ web }) => {
      const login = { telephone: '13800138000', password: 'mock-password' };
      const { api_token } = (await web('POST', '/base/passport/v2/login/telephone', login)).body.data;
      await web('GET', '/app/picwish/tasks/login/scale/nothing', undefined, api_token);
    }),
    failed: inPicwish(
      async ({ web, world }) => {
        const login = { telephone: '13800138000', password: 'mock-password' };
        const { api_token } = (await web('POST', '/base/passport/v2/login/telephone', login)).body.data;
        const path = '/app/picwish/tasks/login/external/text-to-image';
        const { task_id } = (await web('POST', path, { prompt: 'a cat' }, api_token)).body.data;
        world.tasks.force(task_id, 'failed');
        await web('GET', `${path}/${task_id}`, undefined, api_token);
      },
      { webFailure: 'envelope' },
    ),
  },
  lufff: {
    badParameter: inLufff(({ ask }) => ask('rm_pic_bg_with_uuid', { uuid: 'somebody' })),
    badToken: inLufff(({ ask }) => ask('rm_pic_bg', { ...account, token: 'other', img_url })),
    noCredit: inLufff(({ ask, setCredits }) => {
      setCredits(0);
      return ask('rm_pic_bg', { ...account, img_url });
    }),
    badVcode: inLufff(({ ask }) => ask('login_with_phone_and_vcode', { phone, vcode: '0000' })),
    badImage: inLufff(({ ask }) => ask('rm_pic_bg', { ...account, img_url: 'http://10.0.0.1/a.jpg' })),
    notFound: inLufff(({ ask }) => ask('get_left_credit_by_phone', { phone: '13900139000' })),
    tooManySms: inLufff(
      async ({ ask }) => {
        for (const _ of [1, 2]) await ask('send_sms_vcode', { phone: '13900139000' });
      },
      { smsIntervalS: 60 },
    ),
    signedInAlready: inLufff(async ({ ask }) => {
      for (const _ of [1, 2]) await ask('customer_sign_in', account);
    }),
  },
  'aliyun-oss': {
    invalidAccessKeyId: asking({ keys: { accessKeyId: 'nobody', accessKeySecret: 'secret' } }),
    signatureDoesNotMatch: asking({ keys: { accessKeyId: 'mock-oss-key', accessKeySecret: 'wrong' } }),
    securityTokenExpired: inOss(({ world, clock, ask }) => {
      const { securityToken, ...keys } = mintGrant(world, { bucket: 'mock-bucket', expiresInS: 60 });
      clock.advance(60_000);
      return ask({ keys, headers: { 'x-oss-security-token': securityToken } });
    }),
    invalidSecurityToken: asking({ headers: { 'x-oss-security-token': 'CAISother' } }),
    requestTimeTooSkewed: asking({ off: -16 * 60_000 }),
    accessDenied: inOss(({ send }) => send({})),
    invalidArgument: asking({ ...put, headers: { 'x-oss-callback': 'no json' } }),
    noSuchBucket: asking({ path: '/no-such-bucket/a' }),
    noSuchKey: asking({}),
    invalidDigest: asking({ ...put, headers: { 'content-md5': md5('other') } }),
    missingContentLength: asking({ ...put, length: false }),
    invalidBucketName: asking({ path: '/No_Bucket/a' }),
    invalidObjectName: asking({ ...put, path: `/mock-bucket/${'a'.repeat(1024)}` }),
    entityTooLarge: inOss(({ ask }) => ask(put), { maxObjectBytes: 4 }),
    fileAlreadyExists: inOss(async ({ ask }) => {
      await ask(put);
      await ask({ ...put, headers: { 'x-oss-forbid-overwrite': 'true' } });
    }),
    callbackFailed: asking({ ...put, headers: { 'x-oss-callback': callback } }),
    preconditionFailed: inOss(async ({ ask }) => {
      await ask(put);
      await ask({ headers: { 'if-match': '"other"' } });
    }),
    invalidRange: inOss(async ({ ask }) => {
      await ask(put);
      await ask({ headers: { range: 'bytes=9-9', 'x-oss-range-behavior': 'standard' } });
    }),
    notImplemented: asking({ path: '/mock-bucket/a?asyncFetch' }),
    internalError: inOss(
      async ({ ask }) => {
        await ask(put);
        await ask({ ...put, path: '/mock-bucket/b', body: 'other' });
        await ask();
      },
      {},
      { maxBlobBytes: 5 },
    ),
  },
};

const errors = mockVendors.flatMap((mock) =>
  errorsOf(mock).map(({ name, by }) => ({ mock, vendor: mock.name, name, by })),
);

it.each(errors.filter(({ by }) => by !== undefined))(
  '$vendor reports $name by $by',
  async ({ vendor, name }) => {
    const world = await made[vendor]?.[name]?.();
    expect(world?.journal.entries.at(-1)).toMatchObject({ vendor, error: name });
    expect(world?.journal.entries.at(-1)).not.toHaveProperty('fault');
  },
);

it('does not claim that what has a trigger has none', () => {
  for (const { vendor, name, by } of errors)
    expect([name, by !== undefined]).toEqual([name, name in (made[vendor] ?? {})]);
});

it.each(errors.filter(({ by }) => by === undefined))(
  '$vendor reports $name by a fault alone',
  async ({ mock, vendor, name }) => {
    const world = new World({ clock: manualClock() });
    world.faults.add({ vendor, effect: { error: name } });
    const [route] = mock.routes;
    await respond(world, mock, {
      ...{ method: route?.method ?? 'GET', url: route?.path ?? '/', headers: {}, origins: {} },
      body: Readable.from([]),
    });
    expect(world.journal.entries).toMatchObject([{ vendor, error: name, fault: { error: name } }]);
  },
);

it('tells all of an error in the terminal', () => {
  for (const mock of mockVendors)
    for (const { name, code, source } of errorsOf(mock)) {
      const told = describeErrors(mock);
      for (const fact of [name, String(code), source]) expect(told).toContain(fact);
    }
});
