import OSS from 'ali-oss';
import { describe, expect, it } from 'vitest';
import { mintGrant } from '../../src/vendors/aliyun-oss/index.ts';
import { listen } from '../helpers/callback-server.ts';
import { call, elementOf, openOss, ownKeys } from '../helpers/oss.ts';
import {
  encodePolicy,
  type Fields,
  policyAt,
  post,
  signedFields,
  signedFieldsV4,
} from '../helpers/post-form.ts';

async function openForm(settings: object = {}) {
  const oss = await openOss(settings);
  const fields = (conditions: readonly unknown[] = [], more: Fields = {}): Fields => ({
    key: 'form/a.txt',
    ...signedFields(policyAt(oss.clock.now(), conditions)),
    ...more,
  });
  const read = (key: string) => call(oss, { path: `/mock-bucket/${encodeURIComponent(key)}` });
  return { oss, fields, read };
}

describe('a form', () => {
  it('stores its file, with everything that a PUT has in its headers', async () => {
    const { oss, fields, read } = await openForm();
    const more = {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: OSS fills it in
      key: 'form/${filename}',
      'Cache-Control': 'no-cache',
      'Content-Disposition': 'attachment; filename="中.txt"',
      'x-oss-meta-Uuid': '猫',
      'x-oss-object-acl': 'public-read',
      'x-oss-storage-class': 'IA',
      'x-oss-tagging': 'a=1',
    };
    const file = { name: 'C:\\photos\\中文 cat.png', type: 'image/png', text: 'content' };
    const answered = await post(oss, { fields: fields([], more), file });
    expect(answered).toMatchObject({ status: 204, text: '', headers: { etag: expect.stringMatching(/^"/) } });
    const { text, headers } = await read('form/中文 cat.png');
    expect(text).toBe('content');
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'no-cache',
      'content-disposition': Buffer.from('attachment; filename="中.txt"').toString('latin1'),
      'x-oss-meta-uuid': Buffer.from('猫').toString('latin1'),
      'x-oss-storage-class': 'IA',
      'x-oss-tagging-count': '1',
    });
    expect(oss.world.journal.entries[0]).toMatchObject({
      endpoint: 'postObject',
      created: ['mock-bucket/form/中文 cat.png'],
    });
  });

  it('takes the type from x-oss-content-type first, and from Content-Type last', async () => {
    const { oss, fields, read } = await openForm();
    const typeOf = async (more: Fields, type?: string) => {
      await post(oss, { fields: fields([], more), ...(type && { file: { type } }) });
      return (await read('form/a.txt')).headers['content-type'];
    };
    expect(await typeOf({ 'Content-Type': 'a/field' })).toBe('a/field');
    expect(await typeOf({ 'Content-Type': 'a/field' }, 'a/file')).toBe('a/file');
    expect(await typeOf({ 'x-oss-content-type': 'a/own' }, 'a/file')).toBe('a/own');
  });

  it.each([
    ['200', 200],
    ['204', 204],
    ['404', 204],
  ])('answers success_action_status %s with %d and nothing more', async (asked, status) => {
    const { oss, fields } = await openForm();
    const answered = await post(oss, { fields: fields([], { success_action_status: asked }) });
    expect(answered).toMatchObject({ status, text: '' });
  });

  it('answers success_action_status 201 with what it has stored', async () => {
    const { oss, fields } = await openForm();
    const { status, text, headers } = await post(oss, {
      fields: fields([], { success_action_status: '201', key: 'a & b' }),
    });
    expect([status, headers['content-type']]).toEqual([201, 'application/xml']);
    expect(['Bucket', 'Key', 'ETag'].map((name) => elementOf(text, name))).toEqual([
      'mock-bucket',
      'a &amp; b',
      '&quot;5D41402ABC4B2A76B9719D911017C592&quot;',
    ]);
    expect(elementOf(text, 'Location')).toBe(`${oss.origin}/mock-bucket/a%20%26%20b`);
  });

  it.each([true, false])('sends the page on, with the object if the setting says so (%s)', async (has) => {
    const { oss, fields } = await openForm({ postRedirectQuery: has });
    const more = { success_action_redirect: 'http://page.test/done?a=1' };
    const { status, headers } = await post(oss, { fields: fields([], more) });
    const { origin, searchParams } = new URL(String(headers.location));
    expect([status, origin, searchParams.get('a')]).toEqual([303, 'http://page.test', '1']);
    expect(searchParams.get('key')).toBe(has ? 'form/a.txt' : null);
  });

  it('calls back with the variables among its fields, and answers with what the server says', async () => {
    const { oss, fields } = await openForm();
    const server = await listen({ body: '{"ok":true}' });
    const callback = encodePolicy({
      callbackUrl: server.url,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: OSS fills these in
      callbackBody: 'o=${object}&by=${x:by}&op=${operation}',
    });
    const answered = await post(oss, { fields: fields([], { callback, 'x:by': '猫' }) });
    expect(answered).toMatchObject({ status: 200, text: '{"ok":true}' });
    expect(decodeURIComponent(server.told[0]?.body ?? '')).toBe('o=form/a.txt&by=猫&op=PostObject');
  });

  it('does not overwrite what it must not', async () => {
    const { oss, fields, read } = await openForm();
    const forbid = { 'x-oss-forbid-overwrite': 'true' };
    expect((await post(oss, { fields: fields([], forbid) })).status).toBe(204);
    const second = await post(oss, { fields: fields([], forbid), file: { text: 'second' } });
    expect(second.status).toBe(409);
    expect((await read('form/a.txt')).text).toBe('hello');
  });

  it('ignores fields behind the file, and signatures in headers', async () => {
    const { oss, fields, read } = await openForm();
    const answered = await post(oss, {
      fields: fields(),
      after: [
        ['submit', 'Upload'],
        ['x-oss-meta-late', 'x'],
      ],
      headers: { authorization: 'OSS nobody:wrong' },
    });
    expect(answered.status).toBe(204);
    expect((await read('form/a.txt')).headers).not.toHaveProperty('x-oss-meta-late');
  });

  it('finds its bucket in the host name, the path or the policy', async () => {
    const { oss, fields } = await openForm();
    const named = fields([{ bucket: 'mock-bucket' }]);
    const host = 'mock-bucket.oss-cn-hangzhou.aliyuncs.com';
    for (const where of [{ path: '/mock-bucket/' }, { path: '/' }, { path: '/', headers: { host } }])
      expect((await post(oss, { fields: named, ...where })).status).toBe(204);
  });

  it('needs no signature where everybody may write, and is refused elsewhere', async () => {
    const acl = 'public-read-write';
    const { oss } = await openForm({ buckets: { open: { region: 'cn-hangzhou', acl } } });
    const fields = { key: 'a' };
    expect((await post(oss, { fields, path: '/open' })).status).toBe(204);
    const { oss: closed } = await openForm();
    const refused = await post(closed, { fields });
    expect([refused.status, elementOf(refused.text, 'Code')]).toEqual([403, 'AccessDenied']);
  });
});

describe('the signature of a form', () => {
  it('is what ali-oss calculates', async () => {
    const { oss, read } = await openForm();
    const client = new OSS({ ...ownKeys, bucket: 'mock-bucket', endpoint: oss.origin });
    const fields = client.calculatePostSignature(policyAt(oss.clock.now(), [{ bucket: 'mock-bucket' }]));
    const answered = await post(oss, { fields: { key: 'ali', ...Object(fields) } });
    expect(answered.status).toBe(204);
    expect((await read('ali')).text).toBe('hello');
  });

  it('may be of version 4', async () => {
    const { oss } = await openForm();
    expect((await post(oss, { fields: { key: 'a', ...signedFieldsV4(oss.clock.now()) } })).status).toBe(204);
  });

  it('of version 4 needs its own fields in the policy, the right region and a new date', async () => {
    const { oss } = await openForm();
    const now = oss.clock.now();
    const refused = async (fields: Fields) => {
      const { text } = await post(oss, { fields: { key: 'a', ...fields } });
      return elementOf(text, 'EC');
    };
    expect(await refused(signedFieldsV4(now, { left: 'x-oss-credential' }))).toBe('0006-00000228');
    expect(await refused(signedFieldsV4(now, { region: 'cn-shanghai' }))).toBe('0002-00000226');
    expect(await refused(signedFieldsV4(now + 20 * 60_000))).toBe('0002-00000504');
    expect(await refused(signedFieldsV4(now - 8 * 86_400_000))).toBe('0002-00000069');
    expect(await refused({ ...signedFieldsV4(now), 'x-oss-credential': 'a/b' })).toBe('0002-00000710');
  });

  it('of version 4 is refused with an altered or expired policy, and behind the file', async () => {
    const { oss } = await openForm();
    const now = oss.clock.now();
    const refused = async (fields: Fields, after: Fields = {}) => {
      const { text } = await post(oss, { fields: { key: 'a', ...fields }, after: Object.entries(after) });
      return [elementOf(text, 'Code'), elementOf(text, 'EC')];
    };
    const altered = { ...signedFieldsV4(now), policy: encodePolicy(policyAt(now, [{ key: 'a' }])) };
    expect(await refused(altered)).toEqual(['SignatureDoesNotMatch', '0002-00000705']);
    expect(await refused(signedFieldsV4(now - 3_600_001))).toEqual(['AccessDenied', '0006-00000213']);
    expect(await refused({}, signedFieldsV4(now))).toEqual(['MalformedPOSTRequest', '0006-00000103']);
  });

  it('may be of keys from STS, which reach no further than their own policy', async () => {
    const { oss } = await openForm();
    const grant = mintGrant(oss.world, { bucket: 'mock-bucket', prefix: 'mine/', expiresInS: 60 });
    const fields = {
      ...signedFields(policyAt(oss.clock.now()), grant),
      'x-oss-security-token': grant.securityToken,
    };
    expect((await post(oss, { fields: { ...fields, key: 'mine/a' } })).status).toBe(204);
    expect((await post(oss, { fields: { ...fields, key: 'yours/a' } })).status).toBe(403);
    const { 'x-oss-security-token': _, ...without } = fields;
    expect((await post(oss, { fields: { ...without, key: 'mine/a' } })).status).toBe(403);
    oss.clock.advance(61_000);
    const late = await post(oss, { fields: { ...fields, key: 'mine/a' } });
    expect(elementOf(late.text, 'Code')).toBe('SecurityTokenExpired');
  });
});
