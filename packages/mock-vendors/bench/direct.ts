import { type MockVendor, mockVendors, respond, World } from '@api-repack/mock-vendors';
import { WholeBody } from '../src/http/body.ts';
import { stateSlot } from '../src/vendors/fangtang/state.ts';
import { fangtang, lufff, photo, type Sent } from './processes/requests.ts';

export const name = 'mock vendors: calls per second without an adapter';

const calls = 20_000;
const rounds = 5;

export async function run(): Promise<void> {
  const world = new World({ taskTiming: { mode: 'immediate' } });
  for (const channel of world.stateOf(stateSlot).channels.values()) channel.left = 1e9;
  const upload = fangtang('uploads', { seq: 'repair', file: await photo() });
  const { body } = await ask(world, 'fangtang', upload);
  const { data } = JSON.parse(body as string) as { data: { mdf: string[] } };
  const cases = [
    { call: 'Lufff, JSON', vendor: 'lufff', sent: lufff(), goal: '≥ 20000' },
    {
      call: 'Fangtang, status',
      vendor: 'fangtang',
      sent: fangtang('status', { mdf: data.mdf[0] ?? '' }),
      goal: '',
    },
  ];
  console.log('call                  calls/s      goal');
  for (const { call, vendor, sent, goal } of cases) {
    const rates: number[] = [];
    for (let round = 0; round < rounds; round++) rates.push(await rateOf(world, vendor, sent));
    const median = rates.toSorted((a, b) => a - b)[rounds >> 1] as number;
    console.log(call.padEnd(20), median.toFixed(0).padStart(8), goal.padStart(9));
  }
}

async function rateOf(world: World, vendor: string, sent: Sent): Promise<number> {
  const begin = performance.now();
  for (let i = 0; i < calls; i++) await ask(world, vendor, sent);
  return (calls / (performance.now() - begin)) * 1000;
}

const ask = (world: World, vendor: string, { method, path, headers, body }: Sent) =>
  respond(world, mockVendors.find(({ name }) => name === vendor) as MockVendor, {
    method,
    url: path,
    headers,
    body: new WholeBody(body),
    origins: {},
  });
