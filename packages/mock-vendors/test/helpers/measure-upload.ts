// A program of its own, since memory can only be measured by the process: uploads a large file to the emulator in
// another process, once by each way, and prints how much memory each side has needed for it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectOss, putObject } from '@api-repack/core/aliyun-oss';
import { nodeHost } from '@api-repack/core/node';
import { putObjectWithAliOss } from '@api-repack/core/node/ali-oss';
import { serve, World } from '@api-repack/mock-vendors';
import { mockAliyunOss } from '../../src/vendors/aliyun-oss/index.ts';
import { signedFields } from './post-form.ts';

const bytes = Number(process.argv[2]);

/** As a page does it. */
const postForm =
  (endpoint: string) =>
  async (_client: unknown, { key, body }: { readonly key: string; readonly body: Blob }) => {
    const form = new FormData();
    const policy = { expiration: '2100-01-01T00:00:00Z', conditions: [{ key }] };
    for (const [name, value] of Object.entries({ key, ...signedFields(policy) })) form.append(name, value);
    form.append('file', body);
    const response = await fetch(`${endpoint}/mock-bucket`, { method: 'POST', body: form });
    return { etag: response.headers.get('etag')?.replaceAll('"', '') };
  };

const peakMb = () => process.resourceUsage().maxRSS / 1024;

async function receive(): Promise<void> {
  const { origins, close } = await serve({ world: new World(), vendors: [mockAliyunOss] });
  process.send?.(origins['aliyun-oss']);
  let before = 0;
  process.on('message', async (message) => {
    if (message === 'ready') before = peakMb();
    process.send?.(peakMb() - before);
    if (message === 'end') await close().then(() => process.disconnect());
  });
}

async function send(): Promise<void> {
  const server = fork(process.argv[1] as string, [String(bytes), 'server']);
  const answer = async () => (await once(server, 'message'))[0];
  const keys = { accessKeyId: 'mock-oss-key', accessKeySecret: 'mock-oss-secret', bucket: 'mock-bucket' };
  const endpoint: string = await answer();
  const client = connectOss({ ...keys, endpoint }, { host: nodeHost() });
  const folder = await mkdtemp(join(tmpdir(), 'upload-test-'));
  const file = join(folder, 'large.bin');
  await writeFile(file, 'begin');
  await truncate(file, bytes);
  const ways = [putObject, putObjectWithAliOss];
  const post = postForm(endpoint);
  // What is loaded and compiled on the way does not count.
  for (const put of [...ways, post])
    await put(client, { key: 'small', body: new Blob(['x'.repeat(1 << 20)]) });
  server.send('ready');
  await answer();
  const before = peakMb();
  const etags = [];
  for (const put of ways)
    etags.push((await put(client, { key: 'large', body: await openAsBlob(file) })).etag);
  const clientMb = peakMb() - before;
  // How much the client of forms holds is the affair of Node's fetch.
  etags.push((await post(client, { key: 'form', body: await openAsBlob(file) })).etag);
  server.send('end');
  console.log(JSON.stringify({ etags, clientMb, serverMb: await answer() }));
  await rm(folder, { recursive: true });
}

await (process.argv[3] === 'server' ? receive() : send());
