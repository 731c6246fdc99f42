import { expect, it } from 'vitest';
import { call, elementOf, type Oss, openOss, ownKeys } from '../helpers/oss.ts';
import {
  encodePolicy,
  type Fields,
  type Posted,
  policyAt,
  post,
  signedFields,
  signPolicy,
} from '../helpers/post-form.ts';

interface Refused {
  readonly why: string;
  readonly code: string;
  readonly ec?: string;
  readonly status?: number;
  readonly make: (now: number) => Posted;
}

const key = 'user/a.txt';
const signed = (policy: unknown, more: Fields = {}): Posted => ({
  fields: { key, ...signedFields(policy), ...more },
});
const without = (fields: Fields, ...names: string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
const good = (now: number) => signed(policyAt(now));

const unreadable = (why: string, ec: string, policy: (now: number) => unknown): Refused => ({
  ...{ why, code: 'InvalidPolicyDocument', ec: `0006-00000${ec}` },
  make: (now) => signed(policy(now)),
});
const raw = (bytes: Buffer): Posted => {
  const policy = bytes.toString('base64');
  return {
    fields: { key, OSSAccessKeyId: ownKeys.accessKeyId, policy, Signature: signPolicy(policy) },
  };
};
const condition = (why: string, ec: string, one: unknown): Refused =>
  unreadable(why, ec, (now) => policyAt(now, [one]));
const expiring = (expiration: unknown) => () => ({ expiration, conditions: [{ key }] });
const failing = (why: string, one: unknown, more: Fields = {}): Refused => ({
  ...{ why, code: 'AccessDenied', ec: '0006-00000227', status: 403 },
  make: (now) => signed(policyAt(now, [one]), more),
});

const policies: readonly Refused[] = [
  unreadable('an empty policy', '204', () => []),
  { ...{ why: 'no Base64', code: 'InvalidPolicyDocument', ec: '0006-00000202' }, make: () => notBase64 },
  {
    ...{ why: 'no UTF-8', code: 'InvalidPolicyDocument', ec: '0006-00000203' },
    make: () => raw(Buffer.from([0x7b, 0xff, 0x7d])),
  },
  {
    ...{ why: 'no JSON', code: 'InvalidPolicyDocument', ec: '0006-00000204' },
    make: () => raw(Buffer.from('{')),
  },
  unreadable('no conditions', '207', (now) => without({ ...(policyAt(now) as object) }, 'conditions')),
  unreadable('no expiration', '208', () => ({ conditions: [{ key }] })),
  unreadable('nothing', '209', () => ({})),
  unreadable('a number as expiration', '210', expiring(123)),
  unreadable('an empty expiration', '211', expiring('')),
  unreadable('an expiration in another format', '212', expiring('tomorrow')),
  unreadable('conditions that are no list', '214', (now) => ({ ...policyAt(now), conditions: 123 })),
  unreadable('an empty list of conditions', '215', (now) => ({ ...policyAt(now), conditions: [] })),
  condition('a condition without a mode', '216', ['$key']),
  condition('an object with two properties', '217', { key, bucket: 'mock-bucket' }),
  condition('a value too many', '218', ['starts-with', '$key', 'user/', 'test']),
  condition('a maximum below the minimum', '219', ['content-length-range', 20, 10]),
  condition('a minimum that is no number', '220', ['content-length-range', 'test', 10]),
  condition('a maximum that is no number', '221', ['content-length-range', 10, 'test']),
  condition('a condition that is neither', '222', 123),
  condition('an unknown mode', '223', ['ends-with', '$key', '.txt']),
  condition('a text where a list belongs', '224', ['not-in', 'cache-control', 'no-cache']),
];

const notBase64: Posted = {
  fields: { key, OSSAccessKeyId: ownKeys.accessKeyId, policy: '{}', Signature: signPolicy('{}') },
};

const conditions: readonly Refused[] = [
  failing('another key', ['eq', '$key', 'other']),
  failing('another key, as an object', { key: 'other' }),
  failing('another bucket', { bucket: 'other-bucket' }),
  failing('another prefix', ['starts-with', '$key', 'yours/']),
  failing('a type that is not listed', ['in', '$content-type', ['image/png']]),
  failing('a value that is listed', ['not-in', '$cache-control', ['no-cache']], {
    'Cache-Control': 'no-cache',
  }),
  failing('another status', { success_action_status: '200' }, { success_action_status: '201' }),
  failing('another redirect', ['starts-with', '$success_action_redirect', 'http://page.test/'], {
    success_action_redirect: 'http://evil.test/',
  }),
  failing('other metadata', { 'x-oss-meta-uid': '1' }, { 'x-oss-meta-uid': '2' }),
  {
    ...{ why: 'a field that is missing', code: 'AccessDenied', ec: '0006-00000226', status: 403 },
    make: (now) => signed(policyAt(now, [['eq', 'success_action_status', '200']])),
  },
  {
    ...{ why: 'an expired policy', code: 'AccessDenied', ec: '0006-00000213', status: 403 },
    make: (now) => signed(policyAt(now - 3_600_001)),
  },
  {
    ...{ why: 'a file that is too long', code: 'EntityTooLarge', ec: '0006-00000003' },
    make: (now) => ({ ...signed(policyAt(now, [['content-length-range', 0, 4]])) }),
  },
  {
    ...{ why: 'a file that is too short', code: 'EntityTooSmall', ec: '0006-00000004' },
    make: (now) => ({ ...signed(policyAt(now, [['content-length-range', 6, 9]])) }),
  },
];

const signatures: readonly Refused[] = [
  {
    ...{ why: 'an altered policy', code: 'SignatureDoesNotMatch', ec: '0002-00000705', status: 403 },
    make: (now) => signed(policyAt(now), { policy: encodePolicy(policyAt(now, [{ key }])) }),
  },
  {
    ...{ why: 'an unknown key id', code: 'InvalidAccessKeyId', ec: '0002-00000902', status: 403 },
    make: (now) => signed(policyAt(now), { OSSAccessKeyId: 'nobody' }),
  },
  ...(
    [
      ['policy', '702'],
      ['Signature', '703'],
      ['OSSAccessKeyId', '706'],
    ] as const
  ).map(
    ([name, ec]): Refused => ({
      ...{ why: `no ${name}`, code: 'InvalidArgument', ec: `0002-00000${ec}` },
      make: (now) => ({ fields: without(good(now).fields, name) }),
    }),
  ),
  {
    ...{ why: 'an empty signature', code: 'InvalidArgument', ec: '0002-00000704' },
    make: (now) => signed(policyAt(now), { Signature: '' }),
  },
  {
    ...{ why: 'an unknown version', code: 'InvalidArgument', ec: '0002-00000701' },
    make: (now) => signed(policyAt(now), { 'x-oss-signature-version': '2' }),
  },
];

const long = 'x'.repeat(2_000_000);
const forms: readonly Refused[] = [
  {
    ...{ why: 'another content type', code: 'RequestIsNotMultiPartContent' },
    make: (now) => ({ ...good(now), headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  },
  {
    ...{ why: 'no boundary', code: 'MalformedPOSTRequest', ec: '0006-00000104' },
    make: (now) => ({ ...good(now), headers: { 'content-type': 'multipart/form-data' } }),
  },
  {
    ...{ why: 'another boundary', code: 'MalformedPOSTRequest', ec: '0006-00000104' },
    make: (now) => ({ ...good(now), headers: { 'content-type': 'multipart/form-data; boundary=other' } }),
  },
  {
    ...{ why: 'the file before the policy', code: 'MalformedPOSTRequest', ec: '0006-00000103' },
    make: (now) => ({ fields: { key }, after: Object.entries(signedFields(policyAt(now))) }),
  },
  {
    ...{ why: 'the file before the key', code: 'MalformedPOSTRequest', ec: '0006-00000103' },
    make: (now) => ({ fields: signedFields(policyAt(now)), after: [['key', key]] }),
  },
  {
    ...{ why: 'no key', code: 'InvalidArgument', ec: '0006-00000106' },
    make: (now) => ({ fields: signedFields(policyAt(now)) }),
  },
  {
    ...{ why: 'no file', code: 'IncorrectNumberOfFilesInPOSTRequest', ec: '0006-00000107' },
    make: (now) => ({ ...good(now), file: 'none' }),
  },
  {
    ...{ why: 'two files', code: 'IncorrectNumberOfFilesInPOSTRequest', ec: '0006-00000108' },
    make: (now) => ({ ...good(now), after: [['file', { text: 'second' }]] }),
  },
  {
    ...{ why: 'a long name', code: 'FieldItemTooLong', ec: '0006-00000110' },
    make: (now) => signed(policyAt(now), { ['n'.repeat(10_000)]: 'x' }),
  },
  {
    ...{ why: 'a long value', code: 'FieldItemTooLong', ec: '0006-00000111' },
    make: (now) => signed(policyAt(now), { long: `${long}${long}` }),
  },
  {
    ...{ why: 'long values', code: 'MaxPOSTPreDataLengthExceededError', ec: '0006-00000112' },
    make: (now) => signed(policyAt(now), Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`long${i}`, long]))),
  },
  {
    ...{ why: 'a key that is too long', code: 'InvalidObjectName' },
    make: (now) => signed(policyAt(now), { key: 'k'.repeat(1024) }),
  },
  {
    ...{ why: 'a bucket that is not there', code: 'NoSuchBucket', status: 404 },
    make: (now) => ({ ...good(now), path: '/no-such-bucket' }),
  },
];

const refused = async (oss: Oss, posted: Posted) => {
  const { status, text } = await post(oss, posted);
  return { status, code: elementOf(text, 'Code'), ec: elementOf(text, 'EC') };
};

it.each([...policies, ...conditions, ...signatures, ...forms])('refuses $why with $code $ec', async (one) => {
  const oss = await openOss();
  const { code, ec, status = 400 } = one;
  expect(await refused(oss, one.make(oss.clock.now()))).toMatchObject({ status, code, ...(ec && { ec }) });
  expect((await call(oss, { path: `/mock-bucket/${key}` })).status).toBe(404);
});

it('lets in what keeps every condition', async () => {
  const oss = await openOss();
  const all = [
    { bucket: 'mock-bucket' },
    ['starts-with', '$key', 'user/'],
    ['eq', '$Success_Action_Status', '201'],
    ['in', '$content-type', ['text/plain', 'image/png']],
    ['not-in', '$cache-control', ['no-cache']],
    ['content-length-range', 5, 5],
    ['starts-with', '$x-oss-meta-any', ''],
  ];
  const more = { success_action_status: '201', 'Cache-Control': 'public', 'x-oss-meta-any': 'thing' };
  expect((await post(oss, signed(policyAt(oss.clock.now(), all), more))).status).toBe(201);
});

it('does not store a form that ends in the middle of its file', async () => {
  const oss = await openOss();
  const boundary = 'cut';
  const body = Object.entries(good(oss.clock.now()).fields)
    .map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')
    .concat(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf`);
  const { status, text } = await oss.ask({
    method: 'POST',
    path: '/mock-bucket',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(body.length),
    },
    body,
  });
  expect([status, elementOf(text, 'Code')]).toEqual([400, 'MalformedPOSTRequest']);
  expect((await call(oss, { path: `/mock-bucket/${key}` })).status).toBe(404);
});
