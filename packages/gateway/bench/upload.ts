import { Readable } from 'node:stream';
import { presignedUrl } from '@api-repack/core/aliyun-oss';
import { request } from 'undici';
import { start } from './processes/start.ts';

export const name = 'gateway: a 100 MB upload through it, beside the same bytes put into storage directly';

const rounds = 7;
const chunk = Buffer.alloc(64 * 1024, 'x');
const whole = 100 * 1024 * 1024;

export async function run(): Promise<void> {
  const { origins, gateway, stop } = await start(0);
  try {
    const authorization = await logIn(gateway);
    const storage = origins['aliyun-oss'] ?? '';
    // What is only loaded for the first upload is not what an upload takes.
    await post(gateway, authorization, 1);
    await put(storage);
    const before = await usageOf(gateway);
    let mostMemory = before.memory;
    const rows: { direct: number; through: number }[] = [];
    for (let i = 0; i < rounds; i++) {
      const direct = await speedOf(() => put(storage));
      const watch = setInterval(async () => {
        mostMemory = Math.max(mostMemory, (await usageOf(gateway)).memory);
      }, 400);
      rows.push({ direct, through: await speedOf(() => post(gateway, authorization)) });
      clearInterval(watch);
    }
    const seconds = ((await usageOf(gateway)).seconds - before.seconds) / rounds;
    const speed = (way: 'direct' | 'through') => `${mb(median(rows.map((row) => row[way])))}/s`;
    const ratio = median(rows.map(({ direct, through }) => through / direct)).toFixed(2);
    console.log('direct PUT   gateway    ratio   of the gateway: processor per upload, memory before, more');
    console.log(
      `${speed('direct').padEnd(12)} ${speed('through').padEnd(10)} ${ratio}    ${seconds.toFixed(2)} s, ${mb(before.memory)}, ${mb(mostMemory - before.memory)}`,
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

/** As long as curl's: the parser looks for it, and the shorter it is the longer that takes. */
const boundary = '------------------------bQ3vY8kT1mZx0LrW5sJd7e';
const head = Buffer.from(
  `--${boundary}\r\ncontent-disposition: form-data; name="image_file"; filename="bench.png"\r\ncontent-type: image/png\r\n\r\n`,
);
const tail = Buffer.from(`\r\n--${boundary}--\r\n`);

async function post(origin: string, authorization: string, chunks = whole / chunk.length): Promise<void> {
  const size = chunks * chunk.length;
  function* form() {
    yield head;
    yield* bytes(size);
    yield tail;
  }
  const headers = {
    authorization,
    'content-type': `multipart/form-data; boundary=${boundary}`,
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

async function usageOf(origin: string): Promise<{ memory: number; seconds: number }> {
  const { body } = await request(`${origin}/metrics`);
  const text = await body.text();
  const metric = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  return { memory: metric('process_resident_memory_bytes'), seconds: metric('process_cpu_seconds_total') };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
const mb = (value: number) => `${(value / (1 << 20)).toFixed(0)} MB`;
