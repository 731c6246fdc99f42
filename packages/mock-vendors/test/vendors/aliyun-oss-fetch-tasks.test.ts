import { expect, it } from 'vitest';
import { openAliOss } from '../helpers/ali-oss.ts';
import { listen } from '../helpers/callback-server.ts';
import { call, elementOf, md5, type Oss } from '../helpers/oss.ts';

const png = { body: 'a picture', type: 'image/png' };

async function outcomeOf(oss: Oss, taskId: string) {
  const headers = { 'x-oss-task-id': taskId };
  const { text } = await call(oss, { path: '/mock-bucket/?asyncFetch', headers });
  return { state: elementOf(text, 'State'), reason: elementOf(text, 'ErrorMsg') };
}

it('fetches a file from a URL at once', async () => {
  const { client } = await openAliOss();
  const source = await listen(png);
  const { taskId } = await client.postAsyncFetch('a/b.png', source.url, { contentMD5: md5('a picture') });
  const { state, taskInfo } = await client.getAsyncFetch(taskId);
  expect([state, taskInfo]).toMatchObject(['Success', { url: source.url, object: 'a/b.png' }]);
  const { content, res } = await client.get('a/b.png');
  expect([content.toString(), res.headers['content-type']]).toEqual(['a picture', 'image/png']);
});

it.each([
  ['a source that is not there', { url: 'http://127.0.0.1:1/a' }, {}],
  ['a host that the mock does not ask', { url: 'http://example.com/a' }, {}],
  ['another MD5', undefined, { contentMD5: md5('other') }],
])('fails to fetch with %s, and says why', async (_, source, options) => {
  const { client, oss } = await openAliOss();
  const { url } = source ?? (await listen(png));
  const { taskId } = await client.postAsyncFetch('a.png', url, options);
  const { state, reason } = await outcomeOf(oss, taskId);
  expect([state, reason]).toEqual(['Failed', expect.stringMatching(/./)]);
  if (url.includes('example.com')) expect(reason).toContain('example.com');
  await expect(client.head('a.png')).rejects.toMatchObject({ status: 404 });
});

it.each(['', 'cdn.example.com'])('stores no other answer than 200, of the host %j', async (host) => {
  const { client, oss } = await openAliOss();
  for (const status of [204, 206, 302, 304, 404]) {
    const { url } = await listen({ ...png, status, location: '/other' });
    const { taskId } = await client.postAsyncFetch('a.png', url, { host });
    expect(await outcomeOf(oss, taskId)).toEqual({
      state: 'Failed',
      reason: expect.stringContaining(String(status)),
    });
  }
  await expect(client.head('a.png')).rejects.toMatchObject({ status: 404 });
});

it('asks the source under the host that the task names, and stores in the class that it names', async () => {
  const { client } = await openAliOss();
  const source = await listen(png);
  await client.postAsyncFetch('a.png', source.url, { host: 'cdn.example.com', storageClass: 'IA' });
  await client.postAsyncFetch('b.png', source.url);
  const { host } = new URL(source.url);
  expect(source.told.map(({ headers }) => headers.host)).toEqual(['cdn.example.com', host]);
  const classes = ['a.png', 'b.png'].map(
    async (key) => (await client.head(key)).res.headers['x-oss-storage-class'],
  );
  expect(await Promise.all(classes)).toEqual(['IA', 'Standard']);
});

it('keeps what is there, unless it is told otherwise', async () => {
  const { client } = await openAliOss();
  const { url } = await listen(png);
  await client.put('a.png', Buffer.from('before'));
  const { taskId } = await client.postAsyncFetch('a.png', url);
  expect((await client.getAsyncFetch(taskId)).state).toBe('Success');
  expect((await client.get('a.png')).content.toString()).toBe('before');
  await client.postAsyncFetch('a.png', url, { ignoreSameKey: false });
  expect((await client.get('a.png')).content.toString()).toBe('a picture');
});

it('calls back when the file is stored', async () => {
  const { client, oss } = await openAliOss();
  const [source, server, broken] = [
    await listen(png),
    await listen({ body: '{}' }),
    await listen({ status: 500, body: '' }),
  ];
  const states: unknown[] = [];
  for (const { url } of [server, broken]) {
    const callback = { callbackUrl: url, callbackBody: 'stored' };
    const encoded = Buffer.from(JSON.stringify(callback)).toString('base64');
    const options = { callback: encoded, ignoreSameKey: false };
    const { taskId } = await client.postAsyncFetch('a.png', source.url, options);
    states.push(await outcomeOf(oss, taskId));
  }
  expect(states).toEqual([
    { state: 'Success', reason: '' },
    { state: 'FetchSuccessCallbackFailed', reason: 'Error status : 502.' },
  ]);
  expect(server.told).toMatchObject([{ body: 'stored' }]);
});

it('refuses a task without a URL, and knows no other tasks', async () => {
  const { client, oss } = await openAliOss();
  await expect(client.postAsyncFetch('a.png', '')).rejects.toMatchObject({ code: 'InvalidArgument' });
  const { text } = await call(oss, { path: '/mock-bucket/?asyncFetch' });
  expect(elementOf(text, 'Code')).toBe('NoSuchAsyncFetchTask');
});
