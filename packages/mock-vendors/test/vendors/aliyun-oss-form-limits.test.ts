import { expect, it } from 'vitest';
import { FieldCollector } from '../../src/vendors/aliyun-oss/form/open-form.ts';
import { call, elementOf, type Oss } from '../helpers/oss.ts';
import { openInProcess } from '../helpers/plain-oss.ts';
import {
  type Fields,
  type Posted,
  policyAt,
  post,
  signedFields,
  signedFieldsV4,
  signPolicy,
} from '../helpers/post-form.ts';

const key = 'a.txt';
const signed = (policy: unknown, more: Fields = {}): Posted => ({
  fields: { key, ...signedFields(policy), ...more },
});

/** The status, or the finer code of a refusal. */
const outcome = async (oss: Oss, posted: Posted) => {
  const { status, text } = await post(oss, posted);
  return elementOf(text, 'EC') ?? status;
};

const status = ['eq', 'success_action_status', '200'];
const documented: readonly (readonly [string, string, (now: number) => Posted])[] = [
  [
    'AccessDenied 0006-00000213',
    'Invalid according to Policy: Policy expired.',
    (now) => signed(policyAt(now - 7_200_000)),
  ],
  [
    'AccessDenied 0006-00000227',
    'Invalid according to Policy: Policy Condition failed: ["eq", "$success_action_status", "200"]',
    (now) => signed(policyAt(now, [status]), { success_action_status: '201' }),
  ],
  [
    'AccessDenied 0006-00000227',
    'Invalid according to Policy: Policy Condition failed: ["in", "$content-type", ["image/png"]]',
    (now) => signed(policyAt(now, [['in', '$content-type', ['image/png']]])),
  ],
  [
    'AccessDenied 0006-00000228',
    'Invalid according to Policy: Extra input fields: x-oss-credential',
    (now) => ({ fields: { key, ...signedFieldsV4(now, { left: 'x-oss-credential' }) } }),
  ],
  [
    'InvalidPolicyDocument 0006-00000217',
    'Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    (now) => signed(policyAt(now, [{}])),
  ],
  [
    'MalformedPOSTRequest 0006-00000104',
    'The body of your POST request is not well-formed multipart/form-data.',
    (now) => ({ ...signed(policyAt(now)), headers: { 'content-type': 'multipart/form-data' } }),
  ],
];

it.each(documented)('refuses with %s in the words of the documentation: %s', async (code, message, make) => {
  const oss = openInProcess();
  const { text } = await post(oss, make(oss.clock.now()));
  const words = (elementOf(text, 'Message') ?? '').replaceAll('&quot;', '"');
  expect([`${elementOf(text, 'Code')} ${elementOf(text, 'EC')}`, words]).toEqual([code, message]);
});

const base64 = (text: string): Posted => {
  const policy = Buffer.from(text).toString('base64');
  return { fields: { key, OSSAccessKeyId: 'mock-oss-key', policy, Signature: signPolicy(policy) } };
};

const range = (...given: unknown[]) => policyAt(0, [['content-length-range', ...given]]);
const policies: readonly (readonly [string, string, Posted])[] = [
  ['no policy at all', '201', base64('')],
  ['a number', '204', base64('123')],
  ['null', '204', base64('null')],
  ['a range without maximum', '218', signed(range(1))],
  ['a range with a third number', '218', signed(range(1, 2, 3))],
  ['a minimum of half a byte', '220', signed(range(0.5, 2))],
  ['a minimum below zero', '220', signed(range(-1, 2))],
  ['a maximum of half a byte', '221', signed(range(0, 2.5))],
  ['a field that is no text', '224', signed(policyAt(0, [['eq', 1, 'x']]))],
  ['a value that is no text', '224', signed(policyAt(0, [['eq', '$key', 1]]))],
  ['a value of a property that is no text', '224', signed(policyAt(0, [{ key: 1 }]))],
  ['a condition that is null', '222', signed(policyAt(0, [null]))],
];

it.each(policies)('refuses a policy that is, or has, %s with cause %s', async (_, cause, posted) => {
  expect(await outcome(openInProcess(), posted)).toBe(`0006-00000${cause}`);
});

it.each([
  ['OSSAccessKeyId', '706', '707', 'V1'],
  ['Signature', '703', '704', 'V1'],
  ['x-oss-signature', '703', '704', 'V4'],
  ['x-oss-credential', '708', '709', 'V4'],
  ['x-oss-date', '711', '711', 'V4'],
])('names the field %s that is missing (%s) or empty (%s), in %s', async (name, missing, empty, version) => {
  const oss = openInProcess();
  const now = oss.clock.now();
  const fields = version === 'V1' ? signedFields(policyAt(now)) : signedFieldsV4(now);
  const { [name]: _, ...without } = fields;
  for (const [cause, sent] of [
    [missing, without],
    [empty, { ...fields, [name]: '' }],
  ] as const) {
    const { text } = await post(oss, { fields: { key, ...sent } });
    expect(elementOf(text, 'EC')).toBe(`0002-00000${cause}`);
    expect(elementOf(text, 'Message')).toContain(name);
  }
});

it('does not know signatures of version 2', async () => {
  const oss = openInProcess();
  const posted = signed(policyAt(oss.clock.now()), { 'x-oss-signature-version': 'OSS2' });
  expect(await outcome(oss, posted)).toBe(501);
});

it('lets a policy count until it expires', async () => {
  const oss = openInProcess();
  const now = oss.clock.now();
  expect(await outcome(oss, signed(policyAt(now - 3_600_000)))).toBe(204);
  expect(await outcome(oss, signed(policyAt(now - 3_600_001)))).toBe('0006-00000213');
});

it('lets a signature of version 4 count for seven days', async () => {
  const now = Date.UTC(2026, 0, 8);
  const oss = openInProcess({}, now);
  const posted = { fields: { key, ...signedFieldsV4(now - 7 * 86_400_000, { policyFrom: now }) } };
  expect(await outcome(oss, posted)).toBe(204);
  oss.clock.advance(1);
  expect(await outcome(oss, posted)).toBe('0002-00000069');
});

it('takes a name of 8 KB, and no longer one', async () => {
  const oss = openInProcess();
  const named = (length: number) =>
    outcome(oss, signed(policyAt(oss.clock.now()), { ['n'.repeat(length)]: 'x' }));
  expect(await named(8_192)).toBe(204);
  expect(await named(8_193)).toBe('0006-00000110');
});

it('takes a value of 2 MB, and no longer one', async () => {
  const oss = openInProcess();
  const long = 'x'.repeat(2_097_152);
  const fields = signed(policyAt(oss.clock.now())).fields;
  expect(await outcome(oss, { fields: { ...fields, long } })).toBe(204);
  expect(await outcome(oss, { fields: { ...fields, long: `${long}x` } })).toBe('0006-00000111');
});

it('takes values of 8 MB together, and no more', () => {
  const fields = new FieldCollector();
  for (const name of ['a', 'b', 'c', 'd']) fields.add(name, 'x'.repeat(2_097_152), false);
  expect([fields.failure, fields.values.size]).toEqual([undefined, 4]);
  fields.add('e', 'x', false);
  expect([fields.failure?.details.ec, fields.values.size]).toEqual(['0006-00000112', 4]);
});

it('stores an empty file, unless the policy wants a longer one', async () => {
  const oss = openInProcess({ buckets: { open: { region: 'cn-hangzhou', acl: 'public-read-write' } } });
  const conditions = [['content-length-range', 1, 5]];
  const { expiration } = policyAt(oss.clock.now());
  const file = { text: '' };
  const anonymous = await post(oss, { fields: { key }, file, path: '/open' });
  const free = { ...signed({ expiration, conditions: [{ key }] }), file, path: '/open' };
  const bound = await post(oss, { ...signed({ expiration, conditions }), file, path: '/open' });
  expect([anonymous.status, (await post(oss, free)).status, bound.status]).toEqual([204, 204, 400]);
  expect(['ProposedSize', 'MinSizeAllowed'].map((name) => elementOf(bound.text, name))).toEqual(['0', '1']);
});

it('finds its bucket among the conditions of the policy', async () => {
  const oss = openInProcess();
  const conditions = [{ key }, ['starts-with', '$bucket', 'mock'], { bucket: 'mock-bucket' }];
  expect(await outcome(oss, { ...signed(policyAt(oss.clock.now(), conditions)), path: '/' })).toBe(204);
  expect((await call(oss, { path: `/mock-bucket/${key}` })).text).toBe('hello');
});

it('takes the last part of a path for the name of the file, and an empty one for none', async () => {
  const oss = openInProcess();
  // biome-ignore lint/suspicious/noTemplateCurlyInString: OSS fills it in
  const posted = signed(policyAt(oss.clock.now()), { key: 'in/${filename}' });
  for (const name of ['C:\\photos\\cat.png', '/home/me/cat.png', 'cat.png'])
    expect(await outcome(oss, { ...posted, file: { name } })).toBe(204);
  expect(await outcome(oss, { ...posted, file: { name: '' } })).toBe(204);
  const { text } = await call(oss, { path: '/mock-bucket/' });
  expect([...text.matchAll(/<Key>(.*?)</g)].map(([, one]) => one)).toEqual(['in/', 'in/cat.png']);
});

it.each([
  [{ success_action_redirect: 'https://page.test/' }, 303],
  [{ success_action_status: '200' }, 200],
  [{ success_action_status: '204' }, 204],
  [{}, 204],
])('answers nothing to a form with %o but %d', async (more, status) => {
  const oss = openInProcess();
  expect(await post(oss, signed(policyAt(oss.clock.now()), more))).toMatchObject({ status, text: '' });
});
