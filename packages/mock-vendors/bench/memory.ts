import { once } from 'node:events';
import autocannon from 'autocannon';
import { fangtang, oss, photo, type Sent } from './processes/requests.ts';
import { type Started, start } from './processes/start.ts';

export const name = 'mock vendors: memory of the process, which must not grow with the calls';

/** Each step is done twice: what the second one adds is growth, what the first one adds may be warming up. */
export async function run(): Promise<void> {
  const mock = await start('processes/mock.ts', ['--expose-gc']);
  try {
    const { origins } = mock;
    const upload = fangtang('uploads', { seq: 'repair', file: await photo() });
    const answer = await fetch(origins.fangtang + upload.path, {
      ...upload,
      body: new Uint8Array(upload.body),
    });
    const { data } = (await answer.json()) as { data: { mdf: string[] } };
    console.log('after                      in use          RSS');
    console.log(row('the start', await memoryOf(mock)));
    for (const half of ['50,000 polls', '100,000 polls']) {
      await send(origins.fangtang, fangtang('status', { mdf: data.mdf[0] ?? '' }), 50_000);
      console.log(row(half, await memoryOf(mock)));
    }
    for (const half of ['1,000 uploads of 1 MB', '2,000 uploads of 1 MB']) {
      for (let i = 0; i < 50; i++) await Promise.all(Array.from({ length: 20 }, () => put(origins, oss())));
      console.log(row(half, await memoryOf(mock)));
    }
  } finally {
    mock.child.kill();
  }
}

async function send(origin: string | undefined, { method, path, headers, body }: Sent, amount: number) {
  const url = `${origin}${path}`;
  const result = await autocannon({ url, method, headers, body, connections: 20, amount });
  if (result.non2xx > 0) throw new Error(`${url}: ${result.non2xx} bad answers`);
}

/** One, because content that was there already takes no memory. */
async function put(origins: Started['origins'], { method, path, headers, body }: Sent): Promise<void> {
  const { ok } = await fetch(origins['aliyun-oss'] + path, { method, headers, body: new Uint8Array(body) });
  if (!ok) throw new Error(`${path} was not stored`);
}

async function memoryOf({ child }: Started): Promise<NodeJS.MemoryUsage> {
  child.send('memory');
  const [usage] = (await once(child, 'message')) as [NodeJS.MemoryUsage];
  return usage;
}

/** In use is what is left after a garbage collection. */
const row = (what: string, { heapUsed, external, rss }: NodeJS.MemoryUsage) =>
  `${what.padEnd(22)} ${mb(heapUsed + external)} ${mb(rss)}`;

const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0).padStart(7)} MB`.padStart(12);
