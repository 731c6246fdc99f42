import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { oss } from './processes/requests.ts';
import { type Started, start } from './processes/start.ts';

export const name =
  'mock of Aliyun OSS: single calls in milliseconds, and memory with 10,000 objects of 100 KB';

const objects = 10_000;
const calls = 20;

interface Signed {
  readonly method: 'PUT' | 'GET';
  readonly path: string;
  /** What is signed, if that is not the path. */
  readonly resource?: string;
  readonly body?: Buffer;
}

export async function run(): Promise<void> {
  const mock = await start('processes/mock.ts', ['--expose-gc']);
  const bare = await start('processes/bare.ts');
  try {
    const { method, headers, body } = oss();
    const upload = { method, headers, body: new Uint8Array(body) };
    console.log('call                            bare/ms   mock/ms');
    const uploading = await meanMs(() => send(mock, { method: 'PUT', path: '/mock-bucket/big', body }));
    console.log(
      row('PutObject of 1 MB', await meanMs(() => fetch(`${bare.origins.bare}/stream`, upload)), uploading),
    );
    console.log(
      row(
        'GetObject of 1 MB',
        undefined,
        await meanMs(() => send(mock, { method: 'GET', path: '/mock-bucket/big' })),
      ),
    );
    const before = await memoryOf(mock);
    await fill(mock);
    const list = { method: 'GET', path: '/mock-bucket/?max-keys=1000', resource: '/mock-bucket/' } as const;
    console.log(row('list of 1,000 of 10,000', undefined, await meanMs(() => send(mock, list))));
    const after = await memoryOf(mock);
    console.log(`\nin use: ${mb(before)} before, ${mb(after)} with ${objects} objects of 100 KB`);
  } finally {
    mock.child.kill();
    bare.child.kill();
  }
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

async function send({ origins }: Started, { method, path, resource = path, body }: Signed): Promise<void> {
  const date = new Date().toUTCString();
  const text = `${method}\n\n\n${date}\n${resource}`;
  const signature = createHmac('sha1', 'mock-oss-secret').update(text).digest('base64');
  const headers = { date, authorization: `OSS mock-oss-key:${signature}` };
  const response = await fetch(`${origins['aliyun-oss']}${path}`, {
    method,
    headers,
    ...(body && { body: new Uint8Array(body) }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
}

async function meanMs(call: () => Promise<unknown>): Promise<number> {
  await call();
  const began = performance.now();
  for (let i = 0; i < calls; i++) await call();
  return (performance.now() - began) / calls;
}

async function memoryOf({ child }: Started): Promise<number> {
  child.send('memory');
  const [{ heapUsed, external }] = (await once(child, 'message')) as [NodeJS.MemoryUsage];
  return heapUsed + external;
}

const row = (what: string, bare: number | undefined, mock: number) =>
  `${what.padEnd(30)} ${(bare?.toFixed(1) ?? '').padStart(8)} ${mock.toFixed(1).padStart(9)}`;

const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
