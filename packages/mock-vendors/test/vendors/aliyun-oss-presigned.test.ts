import { expect, it } from 'vitest';
import { elementOf, md5, openOss } from '../helpers/oss.ts';
import { png } from '../helpers/pictures.ts';
import { type Presigning, presignV1, presignV4 } from '../helpers/presign.ts';

type Call = Omit<Presigning, 'now' | 'path'> & { readonly path?: string; readonly body?: string | Buffer };

const picture = Buffer.from(await png.arrayBuffer());

it.each([
  ['1', presignV1],
  ['4', presignV4],
])('takes URLs of version %s for every kind of call', async (_, presign) => {
  const { ask, clock } = await openOss();
  const send = async ({ path = '/mock-bucket/猫 +.png', body = '', ...rest }: Call) => {
    const { method, headers = {} } = rest;
    return ask({ method, path: presign({ ...rest, path, now: clock.now() }), headers, body });
  };
  const ok = async (call: Call) => {
    const answered = await send(call);
    expect([call.method, call.query, answered.status, answered.text]).toEqual([
      call.method,
      call.query,
      expect.toBeOneOf([200, 204]),
      answered.text,
    ]);
    return answered;
  };
  const type = { 'content-type': 'image/png' };
  const { text: initiated } = await ok({ method: 'POST', query: { uploads: '' }, headers: type });
  const uploadId = elementOf(initiated, 'UploadId') ?? '';
  const { headers } = await ok({ method: 'PUT', query: { partNumber: '1', uploadId }, body: picture });
  await ok({ method: 'GET', query: { uploadId } });
  const part = `<Part><PartNumber>1</PartNumber><ETag>${headers.etag}</ETag></Part>`;
  const body = `<CompleteMultipartUpload>${part}</CompleteMultipartUpload>`;
  await ok({ method: 'POST', query: { uploadId }, body });
  const info = await ok({ method: 'GET', query: { 'x-oss-process': 'image/info' } });
  expect(JSON.parse(info.text)).toHaveProperty('ImageWidth');
  const source = { 'x-oss-copy-source': `/mock-bucket/${encodeURIComponent('猫 +.png')}` };
  await ok({ method: 'PUT', path: '/mock-bucket/copy', headers: source });
  const target = { 'x-oss-symlink-target': 'copy' };
  await ok({ method: 'PUT', path: '/mock-bucket/link', query: { symlink: '' }, headers: target });
  await ok({ method: 'GET', path: '/mock-bucket/link', query: { symlink: '' } });
  const tags = '<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>';
  await ok({ method: 'PUT', query: { tagging: '' }, body: tags });
  await ok({ method: 'GET', query: { tagging: '' } });
  await ok({ method: 'POST', path: '/mock-bucket/log', query: { append: '', position: '0' }, body: 'x' });
  const disposition = 'attachment; filename="a b.png"';
  const shown = await ok({ method: 'GET', query: { 'response-content-disposition': disposition } });
  expect(shown.headers['content-disposition']).toBe(disposition);
  const many = '<Delete><Object><Key>copy</Key></Object></Delete>';
  const sum = { 'content-md5': md5(many) };
  await ok({ method: 'POST', path: '/mock-bucket/', query: { delete: '' }, headers: sum, body: many });
});

it.each([
  ['1', presignV1],
  ['4', presignV4],
])('refuses a URL of version %s for another call than it is signed for', async (_, presign) => {
  const { ask, clock } = await openOss();
  const url = presign({ method: 'GET', path: '/mock-bucket/a', query: { acl: '' }, now: clock.now() });
  for (const path of [url.replace('acl', 'tagging'), url.replace('/a?', '/b?')])
    expect(elementOf((await ask({ path })).text, 'Code')).toBe('SignatureDoesNotMatch');
});
