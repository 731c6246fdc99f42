import { expect, it, vi } from 'vitest';
import { type Call, call, elementOf, type Oss } from '../helpers/oss.ts';
import { openInProcess } from '../helpers/plain-oss.ts';

/** The status, or the code of a refusal. */
const outcome = async (oss: Oss, asked: Call) => {
  const { status, text } = await call(oss, asked);
  return elementOf(text, 'Code') ?? status;
};

const head = async (oss: Oss, path?: string) =>
  (await call(oss, { method: 'HEAD', ...(path && { path }) })).headers;

const upload = async (oss: Oss, path = '/mock-bucket/k') => {
  const { text } = await call(oss, { method: 'POST', path: `${path}?uploads` });
  const id = `uploadId=${elementOf(text, 'UploadId')}`;
  const part = (number: number, body: string) =>
    call(oss, { method: 'PUT', path: `${path}?partNumber=${number}&${id}`, body });
  const complete = (body: string, headers = {}) =>
    call(oss, { method: 'POST', path: `${path}?${id}`, body, headers });
  return { id, part, complete, abort: () => call(oss, { method: 'DELETE', path: `${path}?${id}` }) };
};

const documentOf = (parts: readonly (readonly [number, unknown])[]) =>
  `<CompleteMultipartUpload>${parts.map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`).join('')}</CompleteMultipartUpload>`;

const chunked = { 'transfer-encoding': 'chunked' };

it.each([
  ['PUT', '/mock-bucket/a', {}],
  ['PUT', '/mock-bucket/a', chunked],
  ['POST', '/mock-bucket/a?append&position=0', {}],
  ['POST', '/mock-bucket/a?append&position=0', chunked],
])('takes by %s %s %o as many bytes as the setting says, and no more', async (method, path, headers) => {
  const oss = openInProcess({ maxObjectBytes: 10 });
  expect(await outcome(oss, { method, path, headers, body: 'x'.repeat(11) })).toBe('EntityTooLarge');
  expect(await outcome(oss, { method, path, headers, body: 'x'.repeat(10) })).toBe(200);
  expect((await call(oss, { path: '/mock-bucket/a' })).text).toHaveLength(10);
});

it('reads nothing of what says that it is too long', async () => {
  const oss = openInProcess({ maxObjectBytes: 10 });
  const write = vi.spyOn(oss.world.blobs, 'write');
  expect(await outcome(oss, { method: 'PUT', body: 'x'.repeat(11) })).toBe('EntityTooLarge');
  expect(write).not.toHaveBeenCalled();
});

it('counts the bytes of all chunks, whatever their length', async () => {
  const oss = openInProcess({ maxObjectBytes: 10 });
  const { id } = await upload(oss);
  const path = `/mock-bucket/k?partNumber=1&${id}`;
  expect(await outcome(oss, { method: 'PUT', path, headers: chunked, body: 'x'.repeat(11) })).toBe(
    'EntityTooLarge',
  );
  expect(await outcome(oss, { method: 'PUT', path, headers: chunked, body: 'x'.repeat(10) })).toBe(200);
});

it('takes 8 KB of metadata, with their names, and no more', async () => {
  const oss = openInProcess();
  const put = (length: number) =>
    outcome(oss, {
      ...{ method: 'PUT', body: 'x' },
      headers: { 'x-oss-meta-a': 'v', 'x-oss-meta-b': 'v'.repeat(length - 'x-oss-meta-'.length * 2 - 3) },
    });
  expect([await put(8_192), await put(8_193)]).toEqual([200, 'InvalidArgument']);
});

it.each(['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'])(
  'keeps an object in the storage class %s',
  async (storageClass) => {
    const oss = openInProcess();
    await call(oss, { method: 'PUT', headers: { 'x-oss-storage-class': storageClass }, body: 'x' });
    expect((await head(oss))['x-oss-storage-class']).toBe(storageClass);
  },
);

it.each(['AES256', 'KMS', 'SM4'])('encrypts with %s', async (algorithm) => {
  const oss = openInProcess();
  const headers = { 'x-oss-server-side-encryption': algorithm };
  await call(oss, { method: 'PUT', headers, body: 'x' });
  expect(await head(oss)).toMatchObject(headers);
});

it('encrypts as the bucket says, with the key and the algorithm for data', async () => {
  const oss = openInProcess();
  const rule = '<SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>';
  const body = `<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault>${rule}<KMSDataEncryption>SM4</KMSDataEncryption></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>`;
  await call(oss, { method: 'PUT', path: '/mock-bucket/?encryption', body });
  await call(oss, { method: 'PUT', body: 'x' });
  expect(await head(oss)).toMatchObject({
    'x-oss-server-side-encryption': 'KMS',
    'x-oss-server-side-encryption-key-id': 'k',
    'x-oss-server-side-data-encryption': 'SM4',
  });
});

it.each(['private', 'public-read', 'public-read-write', 'default'])(
  'gives an object the ACL %s',
  async (acl) => {
    const oss = openInProcess();
    const grant = async () => elementOf((await call(oss, { path: '/mock-bucket/a.txt?acl' })).text, 'Grant');
    await call(oss, { method: 'PUT', headers: { 'x-oss-object-acl': acl }, body: 'x' });
    expect(await grant()).toBe(acl);
    for (const one of ['private', acl]) {
      const headers = { 'x-oss-object-acl': one };
      expect(await outcome(oss, { method: 'PUT', path: '/mock-bucket/a.txt?acl', headers })).toBe(200);
    }
    expect(await grant()).toBe(acl);
  },
);

it('takes bytes for the type of what has none', async () => {
  const oss = openInProcess();
  await call(oss, { method: 'PUT', body: 'x' });
  expect((await head(oss))['content-type']).toBe('application/octet-stream');
});

it('joins parts of at least 100 KB, in their order', async () => {
  const oss = openInProcess();
  const { part, complete } = await upload(oss);
  const etags = [await part(1, 'a'.repeat(102_400)), await part(2, 'b')].map(({ headers }) => headers.etag);
  const done = await complete(documentOf(etags.map((etag, i) => [i + 1, etag] as const)));
  expect([done.status, (await call(oss, { path: '/mock-bucket/k' })).bytes.length]).toEqual([200, 102_401]);
  const short = await upload(oss);
  const first = await short.part(1, 'a'.repeat(102_399));
  const last = await short.part(2, 'b');
  const refused = await short.complete(
    documentOf([
      [1, first.headers.etag],
      [2, last.headers.etag],
    ]),
  );
  expect(elementOf(refused.text, 'Code')).toBe('EntityTooSmall');
});

it('takes a list of 10,000 parts, and no longer one', async () => {
  const { complete } = await upload(openInProcess());
  const listed = async (count: number) => {
    const { text } = await complete(
      documentOf(Array.from({ length: count }, (_, i) => [i + 1, 'x'] as const)),
    );
    return elementOf(text, 'Code');
  };
  expect([await listed(10_000), await listed(10_001)]).toEqual(['InvalidPart', 'MalformedXML']);
});

it('joins all parts in the order of their numbers if it is told to', async () => {
  const oss = openInProcess();
  const { part, complete } = await upload(oss);
  await part(10, 'last');
  await part(9, 'a'.repeat(102_400));
  const { status, headers } = await complete('', { 'x-oss-complete-all': 'Yes' });
  expect([status, headers.etag]).toEqual([200, expect.stringMatching(/-2"$/)]);
  expect(headers).not.toHaveProperty('content-md5');
  expect((await call(oss, { path: '/mock-bucket/k' })).text).toMatch(/^a{102400}last$/);
  expect(await head(oss, '/mock-bucket/k')).not.toHaveProperty('content-md5');
});

it('joins no parts where there are none', async () => {
  const { complete } = await upload(openInProcess());
  const { text } = await complete('', { 'x-oss-complete-all': 'yes' });
  expect(elementOf(text, 'Code')).toBe('MalformedXML');
});

it('refuses a part, and the whole, of an upload that is aborted meanwhile', async () => {
  const oss = openInProcess();
  await call(oss, { method: 'PUT', body: 'x' });
  const headers = { 'x-oss-copy-source': '/mock-bucket/a.txt' };
  const late: readonly ((one: Awaited<ReturnType<typeof upload>>) => Promise<{ text: string }>)[] = [
    ({ part }) => part(1, 'x'),
    ({ id }) => call(oss, { method: 'PUT', path: `/mock-bucket/k?partNumber=1&${id}`, headers }),
    ({ complete }) => complete('', { 'x-oss-complete-all': 'yes' }),
  ];
  for (const ask of late) {
    const one = await upload(oss);
    await one.part(2, 'x');
    const [{ text }, aborted] = await Promise.all([ask(one), one.abort()]);
    expect([elementOf(text, 'Code'), aborted.status]).toEqual(['NoSuchUpload', 204]);
  }
});

it('lets one of two win that append at the same time, and tells the other where the end is', async () => {
  const oss = openInProcess();
  const append = (position: number, body: string) =>
    call(oss, { method: 'POST', path: `/mock-bucket/a.txt?append&position=${position}`, body });
  for (const position of [0, 3]) {
    const answers = await Promise.all([append(position, 'one'), append(position, 'two')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    for (const { headers } of answers)
      expect(headers['x-oss-next-append-position']).toBe(String(position + 3));
    expect(await head(oss)).not.toHaveProperty('content-md5');
  }
});

it('appends nothing to an object that is deleted meanwhile', async () => {
  const oss = openInProcess();
  const append = (position: number) =>
    call(oss, { method: 'POST', path: `/mock-bucket/a.txt?append&position=${position}`, body: 'one' });
  await append(0);
  const { blobs } = oss.world;
  const write = blobs.write.bind(blobs);
  const spy = vi.spyOn(blobs, 'write').mockImplementation(async (...given) => {
    if (spy.mock.calls.length === 2) await call(oss, { method: 'DELETE' });
    return write(...given);
  });
  const { status, headers } = await append(3);
  expect([status, headers['x-oss-next-append-position']]).toEqual([409, '0']);
});

it('says so if content was dropped, since there was too much of it', async () => {
  const oss = openInProcess();
  const { part, complete, id } = await upload(oss);
  await part(1, 'x');
  await call(oss, { method: 'PUT', body: 'x' });
  await call(oss, { method: 'POST', path: '/mock-bucket/log?append&position=0', body: 'x' });
  oss.world.blobs.close();
  const headers = { 'x-oss-copy-source': '/mock-bucket/a.txt' };
  const asked: readonly Call[] = [
    {},
    { method: 'POST', path: '/mock-bucket/log?append&position=1', body: 'y' },
    { method: 'PUT', path: `/mock-bucket/k?partNumber=2&${id}`, headers },
  ];
  for (const one of asked) expect(await outcome(oss, one)).toBe('InternalError');
  const { status, text } = await complete('', { 'x-oss-complete-all': 'yes' });
  expect([status, elementOf(text, 'Code')]).toEqual([500, 'InternalError']);
  expect(elementOf(text, 'Message')).toContain('maxBlobBytes');
});
