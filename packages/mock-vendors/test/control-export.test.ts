import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MockServer, serve } from '../src/cli/serve.ts';
import { routes } from '../src/control/routes/index.ts';
import { mockFangtang } from '../src/vendors/fangtang/index.ts';
import { manualClock } from '../src/world/clock.ts';

let server: MockServer;

beforeEach(async () => {
  server = await serve({ clock: manualClock(), vendors: [mockFangtang] });
  for (const path of ['/api/third/company/nums?a=1', '/nowhere'])
    await fetch(`${server.origins.fangtang}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ third_code: 'hiliad' }),
    });
});

afterEach(() => server.close());

const get = (path: string) => fetch(`${server.origins.control}${path}`);

it('exports the journal as HAR', async () => {
  const { log } = (await (await get('/journal.har?endpoint=nums')).json()) as { log: { entries: object[] } };
  expect(log).toMatchObject({ version: '1.2', creator: { name: '@api-repack/mock-vendors' } });
  expect(log.entries).toMatchObject([
    {
      startedDateTime: '2026-01-01T00:00:00.000Z',
      request: {
        method: 'POST',
        url: `${server.origins.fangtang}/api/third/company/nums?a=1`,
        queryString: [{ name: 'a', value: '1' }],
        postData: { text: '{"third_code":"hiliad"}' },
      },
      response: { status: 200, statusText: 'OK', content: { mimeType: expect.stringContaining('json') } },
      _mock: { vendor: 'fangtang', endpoint: 'nums', error: 'badToken' },
    },
  ]);
});

it('exports the journal as lines of JSON', async () => {
  const response = await get('/journal.jsonl');
  expect(response.headers.get('content-type')).toMatch(/^application\/jsonl/);
  const lines = (await response.text()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).endpoint)).toEqual(['nums', 'unknown']);
});

it.each([
  ['?endpoint=nums', [1]],
  ['?status=404', [2]],
  ['?after=1', [2]],
  ['?last=1', [2]],
  ['?error=badToken&account=x', []],
])('filters the journal by %s', async (query, numbers) => {
  const entries = (await (await get(`/journal${query}`)).json()) as { n: number }[];
  expect(entries.map(({ n }) => n)).toEqual(numbers);
});

it('forgets the calls, and counts on', async () => {
  await fetch(`${server.origins.control}/journal`, { method: 'DELETE' });
  await fetch(`${server.origins.fangtang}/nowhere`);
  expect(await (await get('/journal')).json()).toMatchObject([{ n: 3 }]);
});

it('counts for Prometheus, also in worlds that come later', async () => {
  server.worlds.create('ci');
  await fetch(`${server.origins.fangtang}/worlds/ci/nowhere`);
  server.world.tasks.start({ id: 'one', vendor: 'fangtang', taskTiming: { mode: 'manual' } });
  const response = await get('/metrics');
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n');
  const call = (labels: string) => `mock_vendors_calls_total{${labels}} 1`;
  expect(lines).toContain(call('world="main",vendor="fangtang",endpoint="nums",status="200"'));
  expect(lines).toContain(call('world="ci",vendor="fangtang",endpoint="unknown",status="404"'));
  expect(lines).toContain('mock_vendors_tasks{world="main",vendor="fangtang",phase="running"} 1');
  expect(lines).toContain('mock_vendors_clock_seconds{world="main"} 1767225600');
  expect(lines.filter((line) => !/^(#.*|mock_vendors_\w+(\{.+\})? [\d.]+|)$/.test(line))).toEqual([]);
});

it('describes every route as OpenAPI', async () => {
  const document = (await (await get('/openapi.json')).json()) as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; requestBody?: object }>>;
  };
  expect(document.openapi).toBe('3.1.0');
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(
    routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort(),
  );
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(document.paths['/faults']?.post?.requestBody).toMatchObject({
    content: {
      'application/json': { schema: { required: ['vendor', 'effect'], additionalProperties: false } },
    },
  });
});

it('gives an example of every body that the API takes', () => {
  for (const { path, body, documented = body, example } of routes)
    if (documented) expect({ path, example }).toEqual({ path, example: expect.anything() });
});
