import { connect, type HttpResponse, type Ids } from '@api-repack/core';
import type { OssGrant } from '@api-repack/core/aliyun-oss';
import { type Hosting, lufff, removeBackgroundOfFile } from '@api-repack/core/lufff';
import { expect, it } from 'vitest';
import { json, reset, scriptedHost } from '../helpers/scripted-host.ts';

const grant: OssGrant = {
  bucket: 'my-pictures',
  endpoint: 'oss-cn-hangzhou.aliyuncs.com',
  accessKeyId: 'LTAI5tInventedKeyId00000',
  accessKeySecret: 'InventedSecret',
};
const short = { ...grant, accessKeyId: 'LTAIInvented0000', endpoint: 'http://i.cn', cname: true };
const file = new File(['picture'], 'cat.png', { type: 'image/png' });
const stored = { headers: { etag: '"A"' } };
const cutOut = json({ status: 0, msg: '', data: { rm_bg_pic_url: 'http://result.example/MKCV1.png' } });
const noCredit = json({ status: 3, msg: 'no credit' });
const deleted = { status: 204 };

function hostedBy(script: (Partial<HttpResponse> | Error)[], hosting: Partial<Hosting> = {}) {
  const { host, requests } = scriptedHost(...script);
  const retry = { times: 0, firstMs: 0 };
  const client = connect(lufff, { host, retry, credentials: { uuid: 'me' } });
  const run = removeBackgroundOfFile(client, 'uuid', { file }, { grant, ...hosting });
  return { run, requests, calls: () => requests.map(({ method }) => method) };
}

it('stores a file under a short name, has it cut out, and deletes it', async () => {
  const { run, requests } = hostedBy([stored, cutOut, deleted], { prefix: 'in/' });
  expect(await run).toEqual({ result: 'http://result.example/MKCV1.png' });
  const [put, post, remove] = requests;
  expect(put?.url).toMatch(/^https:\/\/my-pictures\.oss-cn-hangzhou\.aliyuncs\.com\/in\/[\w-]{12}\.png$/);
  expect(put).toMatchObject({
    method: 'PUT',
    headers: { 'content-type': 'image/png', 'x-oss-object-acl': 'public-read' },
  });
  expect(post?.body).toEqual({ json: { uuid: 'me', img_url: put?.url } });
  expect(remove).toMatchObject({ method: 'DELETE', url: put?.url });
});

it('deletes the file also when the call failed', async () => {
  const { run, calls } = hostedBy([stored, noCredit, deleted]);
  await expect(run).rejects.toMatchObject({ kind: 'refused', reason: 'no credit' });
  expect(calls()).toEqual(['PUT', 'POST', 'DELETE']);
});

it('says where the file is left when it cannot be deleted', async () => {
  const where = { bucket: 'my-pictures', object: expect.stringMatching(/\.png$/) };
  const succeeded = hostedBy([stored, cutOut, reset()]);
  expect(await succeeded.run).toEqual({ result: 'http://result.example/MKCV1.png', leftBehind: where });
  const failed = hostedBy([stored, noCredit, reset()]);
  const ids: Ids = { ...where, img_url: expect.stringMatching(/^https:\/\/my-pictures/) };
  await expect(failed.run).rejects.toMatchObject({ reason: 'no credit', context: { ids } });
});

it('tells no signature of a file that is left', async () => {
  const { run } = hostedBy([stored, noCredit, reset()], { grant: short, link: 'presigned' });
  const { context } = await run.catch((reason) => reason);
  expect(context.ids.img_url).toMatch(/^http:\/\/i\.cn\/[\w-]{12}\.png$/);
});

it('names no object that is deleted again', async () => {
  const { run, calls } = hostedBy([reset(), deleted]);
  const { context } = await run.catch((reason) => reason);
  expect(calls()).toEqual(['PUT', 'DELETE']);
  expect(context).not.toHaveProperty('ids');
});

it('deletes nothing, and names no file, where OSS refused to store it', async () => {
  const { run, calls } = hostedBy([{ status: 403 }]);
  const error = await run.catch((reason) => reason);
  expect(error).toMatchObject({ kind: 'auth', context: { status: 403 } });
  expect(error.context).not.toHaveProperty('ids');
  expect(calls()).toEqual(['PUT']);
});

it.each(['public-bucket', 'presigned'] as const)('sets no ACL where a %s URL needs none', async (link) => {
  const { run, requests } = hostedBy([stored, cutOut, deleted], { grant: short, link });
  await run;
  expect(requests[0]?.headers).not.toHaveProperty('x-oss-object-acl');
});

it('leaves the file where it is on request', async () => {
  const { run, calls } = hostedBy([stored, cutOut], { keep: true });
  expect(await run).toMatchObject({ leftBehind: { bucket: 'my-pictures' } });
  expect(calls()).toEqual(['PUT', 'POST']);
});

it('refuses a URL that is too long before anything is stored, says how long it is and what to do', async () => {
  const presigned = hostedBy([stored], { link: 'presigned' });
  await expect(presigned.run).rejects.toMatchObject({
    kind: 'bad-input',
    message: expect.stringMatching(
      /presigned URL of the file would have 1\d\d characters, .* takes 128 at most/,
    ),
    context: { hint: expect.stringContaining('short domain (CNAME)') },
  });
  const long = hostedBy([stored], { prefix: 'x'.repeat(80) });
  await expect(long.run).rejects.toThrow(/public URL of the file would have 1\d\d characters/);
  expect([...presigned.requests, ...long.requests]).toEqual([]);
});

it('hands out a presigned URL where it is short enough', async () => {
  const { run, requests } = hostedBy([stored, cutOut, deleted], { grant: short, link: 'presigned' });
  await run;
  expect(requests[1]?.body).toMatchObject({
    json: { img_url: expect.stringMatching(/^http:\/\/i\.cn\/[\w-]{12}\.png\?OSSAccessKeyId=/) },
  });
});
