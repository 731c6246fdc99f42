import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormData, request } from 'undici';
import { postgresBinaries, startPostgres } from '../../core/test/helpers/postgres.ts';
import { startWithStores } from './processes/start.ts';

export const name = 'gateway: a call that is paid for with a key, by store';

const rounds = 5;
const callsPerRound = 20;

/** Interleaved, so that whatever else the machine does hits all of them. */
export async function run(): Promise<void> {
  const binaries = postgresBinaries();
  if (!binaries) return console.log('PostgreSQL is not installed (apt-get install postgresql)');
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const postgres = await startPostgres(binaries, { isDurable: true });
  const stores = { memory: 'memory', SQLite: `sqlite:${join(folder, 'payments')}`, PostgreSQL: postgres.url };
  const { gateways, origins, stop } = await startWithStores(0, Object.values(stores));
  try {
    await makeRich(origins.control ?? '');
    const times = gateways.map((): number[] => []);
    for (const gateway of gateways) await round(gateway);
    for (let i = 0; i < rounds; i++)
      for (const [at, gateway] of gateways.entries()) times[at]?.push(await round(gateway));
    print(Object.keys(stores), times.map(median));
  } finally {
    stop();
    await postgres.remove();
    rmSync(folder, { recursive: true });
  }
}

function print(stores: readonly string[], p50: readonly number[]): void {
  console.log('store               p50   more than memory');
  for (const [at, store] of stores.entries()) {
    const own = p50[at] ?? 0;
    const more = own - (p50[0] ?? 0);
    console.log(`${store.padEnd(12)} ${own.toFixed(2).padStart(7)} ms ${more.toFixed(2).padStart(12)} ms`);
  }
}

/** p50 of one round. */
async function round(gateway: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < callsPerRound; i++) {
    const begin = performance.now();
    await pay(gateway);
    times.push(performance.now() - begin);
  }
  return median(times);
}

const photo = new Blob([readFileSync('examples/photos/camera.png')], { type: 'image/png' });

/** The endpoint that charges, alone: it answers before the mock vendor makes a picture. */
async function pay(gateway: string): Promise<void> {
  const form = new FormData();
  form.append('seq', 'repair');
  form.append('file', photo, 'camera.png');
  const { statusCode, body } = await request(`${gateway}/fangtang/uploads`, {
    method: 'POST',
    headers: { authorization, 'idempotency-key': randomUUID() },
    body: form,
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`the bench got ${text.slice(0, 200)}`);
}

async function makeRich(control: string): Promise<void> {
  const body = JSON.stringify({ left: 1_000_000 });
  const headers = { 'content-type': 'application/json' };
  await request(`${control}/accounts/fangtang/hiliad`, { method: 'PUT', headers, body });
}

const authorization = `Basic ${Buffer.from('hiliad:hiliad').toString('base64')}`;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
