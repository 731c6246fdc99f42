import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { openAliOss } from '../helpers/ali-oss.ts';

const part = Buffer.alloc(102_400, 'a');

it.each([false, true])('uploads in parts with ali-oss (V4: %s)', async (authorizationV4) => {
  const { client } = await openAliOss({ authorizationV4 });
  const content = Buffer.concat([part, Buffer.alloc(102_400, 'b'), Buffer.from('end')]);
  const { res } = await client.multipartUpload('a b/猫.bin', content, { partSize: 102_400 });
  const md5s = [part, content.subarray(102_400, 204_800), content.subarray(204_800)].map((one) =>
    createHash('md5').update(one).digest(),
  );
  const hash = createHash('md5').update(Buffer.concat(md5s)).digest('hex').toUpperCase();
  expect(res.headers).toMatchObject({ etag: `"${hash}-3"` });
  const { content: read, res: got } = await client.get('a b/猫.bin');
  expect(Buffer.compare(read, content)).toBe(0);
  expect(got.headers).toMatchObject({ 'x-oss-object-type': 'Multipart' });
});

it('lists parts and uploads, and forgets an aborted one', async () => {
  const { client } = await openAliOss();
  const { uploadId } = await client.initMultipartUpload('k');
  await client.uploadPart('k', uploadId, 2, part, 0, part.length);
  await client.uploadPart('k', uploadId, 1, part, 0, part.length);
  const listed = await client.listParts('k', uploadId, { 'max-parts': 1 });
  expect(listed).toMatchObject({ isTruncated: 'true', nextPartNumberMarker: '1' });
  const { uploads } = await client.listUploads({ 'max-uploads': 10 });
  expect(uploads.map(({ name, uploadId: id }) => [name, id])).toEqual([['k', uploadId]]);
  await client.abortMultipartUpload('k', uploadId);
  await expect(client.listParts('k', uploadId)).rejects.toMatchObject({ code: 'NoSuchUpload', status: 404 });
});

it('refuses parts that are wrong, out of order or too small', async () => {
  const { client } = await openAliOss();
  const { uploadId } = await client.initMultipartUpload('k');
  const { etag: first } = await client.uploadPart('k', uploadId, 1, Buffer.from('small'), 0, 5);
  const { etag: second } = await client.uploadPart('k', uploadId, 2, part, 0, part.length);
  const complete = (parts: { number: number; etag: string }[]) =>
    client.completeMultipartUpload('k', uploadId, parts);
  const good = { number: 2, etag: second };
  await expect(complete([{ number: 1, etag: second }, good])).rejects.toMatchObject({ code: 'InvalidPart' });
  await expect(complete([{ number: 1, etag: first }, good])).rejects.toMatchObject({
    code: 'EntityTooSmall',
  });
  await expect(client.uploadPart('k', uploadId, 10_001, part, 0, part.length)).rejects.toMatchObject({
    code: 'InvalidArgument',
  });
});

it('copies a part of another object', async () => {
  const { client } = await openAliOss();
  await client.put('source', Buffer.concat([part, part, Buffer.from('end')]));
  const copied = await client.multipartUploadCopy(
    'copy',
    { sourceKey: 'source', sourceBucketName: 'mock-bucket' },
    { partSize: 102_400 },
  );
  expect(copied.res.status).toBe(200);
  expect((await client.get('copy')).content.length).toBe(204_803);
});
