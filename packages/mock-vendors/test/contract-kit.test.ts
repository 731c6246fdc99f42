import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { manualClock, mockVendors, serve, World } from '@api-repack/mock-vendors';
import { type ContractOptions, type ContractReport, runContract } from '@api-repack/mock-vendors/contract';
import { mockServer } from '@api-repack/mock-vendors/msw';
import { mockDispatcher } from '@api-repack/mock-vendors/undici';
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { expect, onTestFinished, test, vi } from 'vitest';
import { contracts } from '../src/contract/contracts.ts';
import { plannedFailures } from '../src/contract/plan.ts';
import { type Mutate, mutated, plainFetch } from './helpers/contract-fetch.ts';

type Way = (world: World, vendor: string) => Promise<Pick<ContractOptions, 'target' | 'fetch'>>;

const realOrigin = (vendor: string) => mockVendors.find(({ name }) => name === vendor)?.vendor.baseUrl ?? '';

/** Every way into the mocks. */
const ways: Readonly<Record<string, Way>> = {
  direct: async (world, vendor) => {
    // OSS calls PicWish back.
    vi.stubGlobal('fetch', plainFetch(world));
    onTestFinished(() => void vi.unstubAllGlobals());
    return { target: realOrigin(vendor), fetch };
  },
  ports: async (world, vendor) => {
    const { origins, close } = await serve({ world });
    onTestFinished(close);
    return { target: origins[vendor] ?? '' };
  },
  MSW: async (world, vendor) => {
    const server = await mockServer(world);
    onTestFinished(() => server.close());
    return { target: realOrigin(vendor), fetch };
  },
  undici: async (world, vendor) => {
    const before = getGlobalDispatcher();
    setGlobalDispatcher(mockDispatcher(world));
    onTestFinished(() => setGlobalDispatcher(before));
    return { target: realOrigin(vendor), fetch };
  },
};

function worldWithClock() {
  const clock = manualClock(Date.now());
  const world = new World({ clock });
  onTestFinished(() => world.blobs.close());
  const time = { now: clock.now, sleep: async (ms: number) => clock.advance(ms) };
  return { world, time };
}

const names = contracts.map(({ contract: { vendor } }) => vendor.name);
const differing = ({ results }: ContractReport) => results.filter(({ outcome }) => outcome === 'differs');

for (const vendor of names)
  test.each(Object.keys(ways))(
    `the mock of ${vendor} keeps its contract over %s`,
    async (way) => {
      const { world, time } = worldWithClock();
      const opened = await ways[way]?.(world, vendor);
      const report = await runContract({ vendor, target: '', ...time, ...opened });
      expect(differing(report)).toEqual([]);
      expect(report.counts.matches).toBeGreaterThan(15);
      if (vendor === 'fangtang' || vendor === 'picwish') expect(world.cost({ vendor })).toBe(report.credits);
    },
    30_000,
  );

test('a channel that pays for downloads keeps the contract, and pays as much', async () => {
  const { world, time } = worldWithClock();
  const credentials = { third_code: 'hili-download', secret_key: 'hiliad' };
  const target = { target: realOrigin('fangtang'), fetch: plainFetch(world) };
  const report = await runContract({ vendor: 'fangtang', credentials, ...target, ...time });
  expect(differing(report)).toEqual([]);
  expect(world.cost({ account: 'hili-download' })).toBe(2);
});

test('every endpoint of every vendor is in its contract', async () => {
  for (const { contract } of contracts) {
    const used = new Set(contract.cases.map(({ endpoint }) => endpoint));
    expect(Object.keys(contract.vendor.endpoints).filter((name) => !used.has(name))).toEqual([]);
  }
});

test('documented errors that no request causes are made by the one who runs the stub', async () => {
  const { world, time } = worldWithClock();
  const vendor = 'fangtang';
  const options = { vendor, target: realOrigin(vendor), fetch: plainFetch(world), ...time };
  const report = await runContract({
    ...options,
    provoke: ({ endpoint, error }) => void world.faults.add({ vendor, endpoint, effect: { error } }),
  });
  expect(report.counts).toMatchObject({ differs: 0, 'not-tried': 0 });
});

const options = () => {
  const { world, time } = worldWithClock();
  return { vendor: 'fangtang', target: realOrigin('fangtang'), ...time, world };
};

async function findingsAt(mutate: Mutate) {
  const { world, ...rest } = options();
  const report = await runContract({ ...rest, fetch: mutated(plainFetch(world), mutate) });
  return differing(report).flatMap(({ endpoint, differences }) =>
    differences.map(({ kind, path }) => ({ endpoint, kind, path })),
  );
}

const edit =
  (path: string, change: (json: Record<string, never>) => unknown): Mutate =>
  (response, request) => {
    if (request.path !== path) return;
    const json = JSON.parse(response.body);
    change(json);
    response.body = JSON.stringify(json);
  };

type Loose = { [name: string]: Loose } & Loose[] & { mdfs: Loose[] };
const rows = (json: unknown) =>
  ((json as { data?: Loose }).data?.mdfs ?? []) as unknown as Record<string, unknown>[];

test.each<[string, Mutate, object]>([
  [
    'a field less',
    edit('/api/third/status', (json) => {
      for (const row of rows(json)) delete row.icon_url;
    }),
    { endpoint: 'status', kind: 'missing', path: 'data.mdfs[].icon_url' },
  ],
  [
    'another code',
    edit('/api/third/download', (json) => Object.assign(json, 'errno' in json && { errno: 9003 })),
    { endpoint: 'download', kind: 'code', path: 'errno' },
  ],
  [
    'another type',
    edit('/api/third/company/nums', ({ data }: Record<string, Record<string, unknown>>) => {
      if (data) data.nums = String(data.nums);
    }),
    { endpoint: 'nums', kind: 'type', path: 'data.nums' },
  ],
  [
    'another header',
    (response, { path }) => {
      if (path === '/api/third/uploads') response.headers['content-type'] = 'text/html';
    },
    { endpoint: 'uploads', kind: 'header', path: 'header content-type' },
  ],
  [
    'another HTTP status',
    (response, { path }) => {
      if (path === '/api/third/photo/status' && response.body.includes('9002')) response.status = 404;
    },
    { endpoint: 'photoStatus', kind: 'status', path: 'status' },
  ],
  [
    'a state that is not documented',
    edit('/api/third/status', (json) => {
      for (const row of rows(json)) if (row.code === 0) row.task = 2099;
    }),
    { endpoint: 'status', kind: 'state', path: 'data.mdfs[].task' },
  ],
  [
    'states that contradict each other',
    edit('/api/third/status', (json) => {
      for (const row of rows(json)) if (row.code === 1) row.code = 0;
    }),
    { endpoint: 'status', kind: 'state', path: 'data.mdfs[].task' },
  ],
  [
    'another format',
    edit('/api/third/uploads', ({ data }: Record<string, Record<string, unknown>>) => {
      if (data) data.mdf = [String(data.mdf).toUpperCase()];
    }),
    { endpoint: 'uploads', kind: 'format', path: 'data.mdf[]' },
  ],
])('a stub with %s is found', async (_, mutate, expected) => {
  expect(await findingsAt(mutate)).toContainEqual(expected);
});

test('a stub that does not charge is found', async () => {
  const { world, ...rest } = options();
  const restored = plainFetch(world);
  const free: typeof fetch = async (input, init) => {
    const response = await restored(input, init);
    world
      .stateOf({ name: 'fangtang', initialState: () => ({ channels: new Map() }) })
      .channels.forEach((channel: { left: number }) => {
        channel.left = 98;
      });
    return response;
  };
  const report = await runContract({ ...rest, fetch: free });
  expect(differing(report)).toMatchObject([
    { endpoint: 'nums', differences: [{ kind: 'credits' }] },
    { endpoint: 'nums', differences: [{ kind: 'credits' }] },
  ]);
});

test('a task that goes back to work after it was done is found', async () => {
  let done = 0;
  const findings = await findingsAt(
    edit('/api/third/photo/status', ({ data }: Record<string, Record<string, unknown>>) => {
      if (data?.status === 200 && ++done > 1) data.status = 100;
    }),
  );
  expect(findings).toContainEqual({ endpoint: 'photoStatus', kind: 'state', path: 'task' });
});

async function listen(handle: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handle);
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each<[string, string, Parameters<typeof createServer>[1]]>([
  ['answers HTML', 'not-the-vendor', (_, response) => void response.end('<h1>hello</h1>')],
  ['is slower than the limit', 'too-slow', () => undefined],
  [
    'redirects',
    'redirected',
    (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/?token=secret' }).end(),
  ],
  ['is down', 'unreachable', (request) => void request.socket.destroy()],
])('a target that %s has no result, but a reason', async (_, kind, handle) => {
  const target = await listen(handle);
  const running = runContract({ vendor: 'fangtang', target, timeoutMs: 200 });
  await expect(running).rejects.toMatchObject({ name: 'ContractError', kind });
});

test('a target where nothing listens is unreachable', async () => {
  const running = runContract({ vendor: 'fangtang', target: 'http://127.0.0.1:9' });
  await expect(running).rejects.toMatchObject({ kind: 'unreachable' });
});

test.each([
  ['fangtang', { third_code: 'hiliad', secret_key: 'wrong' }],
  ['picwish', { apiKey: 'wrong' }],
  ['picwish-web', { telephone: '13800138000', password: 'wrong' }],
])('%s: wrong credentials are told once', async (vendor, credentials) => {
  const { world, time } = worldWithClock();
  const running = runContract({
    vendor,
    credentials,
    target: realOrigin(vendor),
    fetch: plainFetch(world),
    ...time,
  });
  await expect(running).rejects.toMatchObject({ kind: 'credentials' });
});

const demo = { third_code: 'hiliad', secret_key: 'hiliad' };

test('a real vendor is asked only what is free, unless a charge is allowed by name and under a limit', async () => {
  const { world, time } = worldWithClock();
  const base = { vendor: 'fangtang', target: realOrigin('fangtang'), fetch: plainFetch(world), ...time };
  const live = { ...base, live: true, credentials: demo };
  const free = await runContract(live);
  expect(free.credits).toBe(0);
  expect(world.ledger.entries).toEqual([]);
  const charged = await runContract({ ...live, charge: ['uploads'], cap: 1 });
  expect(charged.credits).toBe(1);
  expect(world.cost()).toBe(1);
  expect(charged.results.find(({ title }) => title.startsWith('processes'))?.reason).toContain('limit');
});

test.each([
  ['an unknown vendor', { vendor: 'fangtan', target: 'http://127.0.0.1:9' }],
  ['a public target without live', { vendor: 'fangtang', target: 'https://sdkphoto.fangtangtv.com' }],
  ['a target that is no URL', { vendor: 'fangtang', target: 'localhost:4013' }],
  ['a charge without live', { vendor: 'fangtang', target: 'http://127.0.0.1:9', charge: ['uploads'] }],
  [
    'a charge without a limit',
    { vendor: 'fangtang', target: 'http://127.0.0.1:9', live: true, credentials: demo, charge: ['uploads'] },
  ],
  [
    'an unknown endpoint to charge',
    { vendor: 'fangtang', target: 'http://127.0.0.1:9', live: true, charge: ['upload'], cap: 1 },
  ],
  ['live without credentials', { vendor: 'fangtang', target: 'http://127.0.0.1:9', live: true }],
])('%s is refused', async (_, wrong) => {
  await expect(runContract(wrong)).rejects.toMatchObject({ kind: 'usage' });
});

test('every documented error has a reason where it is not tried', () => {
  for (const { contract } of contracts)
    for (const { error } of plannedFailures(contract))
      expect([error in contract.provocations, error in contract.unprovoked]).toContain(true);
});
