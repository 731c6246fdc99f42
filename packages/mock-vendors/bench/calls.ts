import { median, rateOf } from './processes/rate.ts';
import { fangtang, lufff, oss, photo, type Sent } from './processes/requests.ts';
import { type Started, start } from './processes/start.ts';

export const name = 'mock vendors: calls per second on a port, beside the same route of bare Fastify';

interface Case {
  readonly name: string;
  readonly vendor: string;
  readonly goal: number;
  /** Path of the bare route. */
  readonly bare: string;
  readonly sent: Sent;
}

const rounds = 5;
const seconds = 2;

/** Interleaved, so that whatever else the machine does hits both. */
export async function run(): Promise<void> {
  const mock = await start('processes/mock.ts');
  const bare = await start('processes/bare.ts');
  try {
    console.log('call                                 bare/s   mock/s   ratio   goal');
    for (const one of await casesFor(mock.origins)) {
      const urls = { bare: bare.origins.bare + one.bare, mock: mock.origins[one.vendor] + one.sent.path };
      const rates = { bare: [] as number[], mock: [] as number[] };
      for (const peer of ['bare', 'mock'] as const) await rateOf(urls[peer], one.sent, 1);
      for (let i = 0; i < rounds; i++)
        for (const peer of ['bare', 'mock'] as const)
          rates[peer].push(await rateOf(urls[peer], one.sent, seconds));
      const ratios = rates.mock.map((rate, i) => rate / (rates.bare[i] as number));
      console.log(row(one, median(rates.bare), median(rates.mock), median(ratios)));
    }
  } finally {
    stop(mock, bare);
  }
}

async function casesFor(origins: Started['origins']): Promise<Case[]> {
  const upload = fangtang('uploads', { seq: 'repair', file: await photo() });
  const { headers, body } = upload;
  const answer = await fetch(origins.fangtang + upload.path, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  });
  const { data } = (await answer.json()) as { data: { mdf: string[] } };
  const status = fangtang('status', { mdf: data.mdf[0] ?? '' });
  return [
    { name: 'Lufff, JSON', vendor: 'lufff', goal: 0.8, bare: '/json', sent: lufff() },
    { name: 'Fangtang, status (fields only)', vendor: 'fangtang', goal: 1, bare: '/form', sent: status },
    { name: 'Fangtang, upload of 100 KB', vendor: 'fangtang', goal: 1, bare: '/form', sent: upload },
    { name: 'OSS, PUT of 1 MB', vendor: 'aliyun-oss', goal: 0.6, bare: '/stream', sent: oss() },
  ];
}

const row = (one: Case, bare: number, mock: number, ratio: number) =>
  [
    one.name.padEnd(33),
    bare.toFixed(0).padStart(9),
    mock.toFixed(0).padStart(8),
    ratio.toFixed(2).padStart(7),
    `≥ ${one.goal}`.padStart(6),
  ].join(' ');

function stop(...servers: readonly Started[]): void {
  for (const { child } of servers) child.kill();
}
