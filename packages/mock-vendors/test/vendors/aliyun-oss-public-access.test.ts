import { describe, expect, it } from 'vitest';
import { call, elementOf, type Oss, openOss } from '../helpers/oss.ts';

const block = (oss: Oss, path: string, isOn = true) =>
  call(oss, {
    ...{ method: 'PUT', path: `${path}?publicAccessBlock` },
    body: `<PublicAccessBlockConfiguration><BlockPublicAccess>${isOn}</BlockPublicAccess></PublicAccessBlockConfiguration>`,
  });

const policy = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'oss:GetObject', Resource: 'acs:oss:*:*:*', Principal: '*' }],
});

describe.each(['/', '/mock-bucket/'])('a block of public access at %s', (path) => {
  it('takes away what everybody may do, until it ends', async () => {
    const oss = await openOss();
    await call(oss, { method: 'PUT', body: 'x', headers: { 'x-oss-object-acl': 'public-read' } });
    const read = async () => (await oss.ask({ path: '/mock-bucket/a.txt' })).status;
    expect(await read()).toBe(200);
    await block(oss, path);
    expect(await read()).toBe(403);
    expect((await call(oss, {})).status).toBe(200);
    await block(oss, path, false);
    expect(await read()).toBe(200);
  });

  it('ignores what a policy allows everybody', async () => {
    const oss = await openOss();
    await call(oss, { method: 'PUT', body: 'x' });
    await call(oss, { method: 'PUT', path: '/mock-bucket/?policy', body: policy });
    expect((await oss.ask({ path: '/mock-bucket/a.txt' })).status).toBe(200);
    await block(oss, path);
    expect((await oss.ask({ path: '/mock-bucket/a.txt' })).status).toBe(403);
  });

  it.each([
    ['an ACL of the bucket', { path: '/mock-bucket/?acl', headers: { 'x-oss-acl': 'public-read' } }],
    ['an ACL of an object', { headers: { 'x-oss-object-acl': 'public-read-write' } }],
    ['a policy', { path: '/mock-bucket/?policy', body: policy }],
  ])('refuses to open access by %s', async (_, asked) => {
    const oss = await openOss();
    await block(oss, path);
    const { status, text } = await call(oss, { method: 'PUT', ...asked });
    expect([status, elementOf(text, 'Code')]).toEqual([403, 'AccessDenied']);
  });
});
