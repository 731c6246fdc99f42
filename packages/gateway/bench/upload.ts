import { Readable } from 'node:stream';
import { presignedUrl } from '@api-repack/core/aliyun-oss';
import { request } from 'undici';
import { start } from './processes/start.ts';

export const name = 'gateway: a 100 MB upload through it, beside the same bytes put into storage directly';

const rounds = 5;
const chunk = Buffer.alloc(64 * 1024, 'x');
const whole = 100 * 1024 * 1024;

export async function run(): Promise<void> {
  const { origins, gateway, stop } = await start(0);
  try {
    const authorization = await logIn(gateway);
    const storage = origins['aliyun-oss'] ?? '';
    // What is only loaded for the first upload is not what an upload takes.
    await post(gateway, authorization, 1);
    const before = await memoryOf(gateway);
    const speeds = { direct: [] as number[], gateway: [] as number[] };
    let most = before;
    for (let i = 0; i <= rounds; i++) {
      const direct = await speedOf(() => put(storage));
      const watch = setInterval(async () => {
        most = Math.max(most, await memoryOf(gateway));
      }, 100);
      const through = await speedOf(() => post(gateway, authorization));
      clearInterval(watch);
      // The first round warms up.
      if (i === 0) continue;
      speeds.direct.push(direct);
      speeds.gateway.push(through);
    }
    const [a, b] = [median(speeds.direct), median(speeds.gateway)];
    console.log('direct PUT     gateway     ratio   memory of the gateway: before, most, more');
    console.log(
      `${mb(a)}/s   ${mb(b)}/s   ${(b / a).toFixed(2)}    ${mb(before)}, ${mb(most)}, ${mb(most - before)}`,
    );
  } finally {
    stop();
  }
}

async function speedOf(upload: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await upload();
  return whole / ((performance.now() - begin) / 1000);
}

function* bytes(size: number): Generator<Buffer> {
  for (let sent = 0; sent < size; sent += chunk.length) yield chunk;
}

const grant = { accessKeyId: 'mock-oss-key', accessKeySecret: 'mock-oss-secret', bucket: 'mock-bucket' };

async function put(origin: string): Promise<void> {
  const url = presignedUrl(
    { ...grant, endpoint: origin },
    { method: 'PUT', key: 'bench.png', expiresInS: 600 },
    Date.now(),
  );
  const body = Readable.from(bytes(whole));
  const { statusCode, body: answer } = await request(url, {
    method: 'PUT',
    body,
    headers: { 'content-length': String(whole) },
  });
  const text = await answer.text();
  if (statusCode !== 200) throw new Error(`the storage said ${text.slice(0, 300)}`);
}

const head = Buffer.from(
  '--bench\r\ncontent-disposition: form-data; name="image_file"; filename="bench.png"\r\ncontent-type: image/png\r\n\r\n',
);
const tail = Buffer.from('\r\n--bench--\r\n');

async function post(origin: string, authorization: string, chunks = whole / chunk.length): Promise<void> {
  const size = chunks * chunk.length;
  function* form() {
    yield head;
    yield* bytes(size);
    yield tail;
  }
  const headers = {
    authorization,
    'content-type': 'multipart/form-data; boundary=bench',
    'content-length': String(head.length + size + tail.length),
  };
  const { body } = await request(`${origin}/picwish/oss-img`, {
    method: 'POST',
    body: Readable.from(form()),
    headers,
  });
  const text = await body.text();
  if (!text.includes('resource_id')) throw new Error(`the gateway said ${text.slice(0, 300)}`);
}

async function logIn(origin: string): Promise<string> {
  const account = { telephone: '13800138000', password: 'mock-password' };
  const { body } = await request(`${origin}/picwish/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  return ((await body.json()) as { api_token: string }).api_token;
}

async function memoryOf(origin: string): Promise<number> {
  const { body } = await request(`${origin}/metrics`);
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(await body.text())?.[1]);
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
const mb = (value: number) => `${(value / (1 << 20)).toFixed(0)} MB`;
