import { createHash, createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { oss } from './processes/requests.ts';
import { type Started, start } from './processes/start.ts';

export const name =
  'mock of Aliyun OSS: single calls in milliseconds, and memory with 10,000 objects of 100 KB';

const objects = 10_000;
const calls = 20;

interface Signed {
  readonly method: 'PUT' | 'GET' | 'POST';
  readonly path: string;
  /** What is signed, if that is not the path. */
  readonly resource?: string;
  readonly body?: Buffer;
}

const partBytes = 5 << 20;
const parts = 20;

export async function run(): Promise<void> {
  const mock = await start('processes/mock.ts', ['--expose-gc']);
  const bare = await start('processes/bare.ts');
  try {
    console.log('call                            bare/ms   mock/ms');
    await measureObjects(mock, bare);
    const uploading = await meanMs(() => uploadInParts(mock), 2);
    const sending = await meanMs(() => sendParts(bare), 2);
    console.log(row('upload of 100 MB in 20 parts', sending, uploading));
    const before = await memoryOf(mock);
    await fill(mock);
    const list = { method: 'GET', path: '/mock-bucket/?max-keys=1000', resource: '/mock-bucket/' } as const;
    const listing = await meanMs(() => send(mock, list));
    console.log(row('list of 1,000 of 10,000', await meanMs(() => get(bare, '/list')), listing));
    const after = await memoryOf(mock);
    console.log(`\nin use: ${mb(before)} before, ${mb(after)} with ${objects} objects of 100 KB`);
  } finally {
    mock.child.kill();
    bare.child.kill();
  }
}

async function measureObjects(mock: Started, bare: Started): Promise<void> {
  const { method, headers, body } = oss();
  const upload = { method, headers, body: new Uint8Array(body) };
  const path = '/mock-bucket/big';
  const putting = await meanMs(() => send(mock, { method: 'PUT', path, body }));
  const barePut = await meanMs(() => fetch(`${bare.origins.bare}/stream`, upload));
  console.log(row('PutObject of 1 MB', barePut, putting));
  const getting = await meanMs(() => send(mock, { method: 'GET', path }));
  console.log(row('GetObject of 1 MB', await meanMs(() => get(bare, '/megabyte')), getting));
}

const get = async ({ origins }: Started, path: string) =>
  (await fetch(`${origins.bare}${path}`)).arrayBuffer();

async function uploadInParts(mock: Started): Promise<void> {
  const path = '/mock-bucket/parts';
  const initiated = await send(mock, { method: 'POST', path: `${path}?uploads` });
  const uploadId = /<UploadId>(\w+)/.exec(initiated)?.[1];
  const body = randomBytes(partBytes);
  const etag = createHash('md5').update(body).digest('hex');
  let listed = '';
  for (let number = 1; number <= parts; number++) {
    await send(mock, { method: 'PUT', path: `${path}?partNumber=${number}&uploadId=${uploadId}`, body });
    listed += `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`;
  }
  const document = Buffer.from(`<CompleteMultipartUpload>${listed}</CompleteMultipartUpload>`);
  await send(mock, { method: 'POST', path: `${path}?uploadId=${uploadId}`, body: document });
}

/** The same bytes to a server that only counts them. */
async function sendParts({ origins }: Started): Promise<void> {
  const body = randomBytes(partBytes);
  const headers = { 'content-type': 'application/octet-stream' };
  for (let number = 1; number <= parts; number++)
    await fetch(`${origins.bare}/stream`, { method: 'PUT', headers, body });
}

async function fill(mock: Started): Promise<void> {
  const body = randomBytes(100_000);
  for (let i = 0; i < objects; i += calls)
    await Promise.all(
      Array.from({ length: calls }, (_, j) => {
        const content = Buffer.from(body);
        content.writeUInt32BE(i + j);
        return send(mock, { method: 'PUT', path: `/mock-bucket/small/${i + j}`, body: content });
      }),
    );
}

async function send({ origins }: Started, { method, path, resource = path, body }: Signed): Promise<string> {
  const date = new Date().toUTCString();
  const text = `${method}\n\n\n${date}\n${resource}`;
  const signature = createHmac('sha1', 'mock-oss-secret').update(text).digest('base64');
  const headers = { date, authorization: `OSS mock-oss-key:${signature}` };
  const response = await fetch(`${origins['aliyun-oss']}${path}`, {
    method,
    headers,
    ...(body && { body: new Uint8Array(body) }),
  });
  const answer = Buffer.from(await response.arrayBuffer()).toString('latin1');
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return answer;
}

async function meanMs(call: () => Promise<unknown>, times = calls): Promise<number> {
  await call();
  const began = performance.now();
  for (let i = 0; i < times; i++) await call();
  return (performance.now() - began) / times;
}

async function memoryOf({ child }: Started): Promise<number> {
  child.send('memory');
  const [{ heapUsed, external }] = (await once(child, 'message')) as [NodeJS.MemoryUsage];
  return heapUsed + external;
}

const row = (what: string, bare: number, mock: number) =>
  `${what.padEnd(30)} ${bare.toFixed(1).padStart(8)} ${mock.toFixed(1).padStart(9)}`;

const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
