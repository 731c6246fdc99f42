import { token } from '@api-repack/core/fangtang';
import { FormData, request } from 'undici';
import { start } from './processes/start.ts';

export const name = 'gateway: a small call through it, beside the same call to the vendor';

const rounds = 7;
const callsPerRound = 100;

/** Interleaved, so that whatever else the machine does hits both. */
export async function run(): Promise<void> {
  console.log('vendor answers after   direct p50   gateway p50   ratio');
  for (const delayMs of [20, 5, 0]) {
    const { origins, gateway, stop } = await start(delayMs);
    try {
      const ways = { direct: () => direct(origins.fangtang ?? ''), gateway: () => through(gateway) };
      await round(ways.direct);
      await round(ways.gateway);
      const times = { direct: [] as number[], gateway: [] as number[] };
      for (let i = 0; i < rounds; i++)
        for (const way of ['direct', 'gateway'] as const) times[way].push(await round(ways[way]));
      const [a, b] = [median(times.direct), median(times.gateway)];
      const cells = [
        `${delayMs} ms`.padEnd(20),
        ms(a).padStart(12),
        ms(b).padStart(13),
        (b / a).toFixed(2).padStart(7),
      ];
      console.log(cells.join(' '));
    } finally {
      stop();
    }
  }
}

/** p50 of one round. */
async function round(call: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < callsPerRound; i++) {
    const begin = performance.now();
    await call();
    times.push(performance.now() - begin);
  }
  return median(times);
}

async function direct(origin: string): Promise<void> {
  const body = new FormData();
  body.append('third_code', 'hiliad');
  const headers = { token: token('hiliad', Math.floor(Date.now() / 1000)) };
  await sound(await request(`${origin}/api/third/company/nums`, { method: 'POST', body, headers }));
}

const authorization = `Basic ${Buffer.from('hiliad:hiliad').toString('base64')}`;

const through = async (origin: string) =>
  sound(await request(`${origin}/fangtang/nums`, { method: 'POST', headers: { authorization } }));

async function sound({ body }: Awaited<ReturnType<typeof request>>): Promise<void> {
  const text = await body.text();
  if (!text.includes('"nums"')) throw new Error(`the bench got ${text.slice(0, 200)}`);
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
const ms = (value: number) => `${value.toFixed(2)} ms`;
