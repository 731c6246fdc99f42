import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Evidence,
  type MockVendor,
  manualClock,
  mockVendors,
  serve,
  World,
} from '@api-repack/mock-vendors';
import { runContract } from '@api-repack/mock-vendors/contract';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tryAssumptions } from '../src/evidence/assume.ts';
import { assumeCommand } from '../src/evidence/command.ts';
import { evidenceOfField } from '../src/evidence/evidence.ts';
import { plainFetch } from './helpers/contract-fetch.ts';
import { recordingFetch } from './helpers/recording-fetch.ts';

const fixtures = new URL('../../core/fixtures/', import.meta.url);

for (const { name, vendor, routes, moreEndpoints = [], evidence, defaults } of mockVendors) {
  const endpoints = new Set([
    ...Object.keys(vendor.endpoints),
    ...routes.map(({ endpoint }) => endpoint),
    ...moreEndpoints,
  ]);

  test(`${name}: every endpoint and every error names what it rests on, and nothing else does`, () => {
    expect(Object.keys(evidence?.endpoints ?? {}).sort()).toEqual([...endpoints].sort());
    expect(Object.keys(evidence?.errors ?? {}).sort()).toEqual(Object.keys(vendor.errors).sort());
    const all = [...Object.values(evidence?.endpoints ?? {}), ...Object.values(evidence?.errors ?? {})];
    expect(all.filter((one) => one.length === 0)).toEqual([]);
    const withFields = Object.keys(evidence?.fields ?? {}).filter((endpoint) => endpoint !== '*');
    expect(withFields.filter((endpoint) => !endpoints.has(endpoint))).toEqual([]);
  });

  test(`${name}: every fixture that is named as evidence is there`, () => {
    const all = [
      ...Object.values(evidence?.endpoints ?? {}),
      ...Object.values(evidence?.errors ?? {}),
      ...Object.values(evidence?.fields ?? {}).flatMap(Object.values<readonly Evidence[]>),
    ].flat();
    const named = all.filter(({ kind }) => kind === 'fixture').map(({ source }) => source);
    expect(named.filter((source) => !existsSync(new URL(`${source}.json`, fixtures)))).toEqual([]);
  });

  test(`${name}: every assumption is a setting, and its alternatives differ from the default`, () => {
    for (const [setting, { alternatives }] of Object.entries(evidence?.assumptions ?? {})) {
      expect(defaults).toHaveProperty(setting);
      expect(alternatives).not.toContainEqual((defaults as Record<string, unknown>)[setting]);
      expect(alternatives.length).toBeGreaterThan(0);
    }
  });
}

test('fixtures are there to be named', () => {
  expect(globSync('*/*.json', { cwd: fixtures.pathname }).length).toBeGreaterThan(20);
});

/** Paths of all fields, without numbers of items. */
function pathsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = path === '' ? name : `${path}.${name}`;
    return [own, ...pathsOf(inner, own)];
  });
}

/** Keys of this object are the names of the files that are uploaded. */
const namesOfFiles = 'data.objects';

test.each(['fangtang', 'lufff', 'picwish', 'picwish-web'])(
  '%s: every field that it answers is in a fixture of its endpoint, or names what it rests on',
  async (name) => {
    const mock = mockVendors.find((one) => one.name === name) as MockVendor;
    const { vendor, evidence = { endpoints: {}, errors: {}, assumptions: {} } } = mock;
    const clock = manualClock(Date.now());
    const plain = plainFetch(new World({ clock }));
    vi.stubGlobal('fetch', plain);
    onTestFinished(() => void vi.unstubAllGlobals());
    const recording = recordingFetch(name, plain, clock.now);
    const time = { now: clock.now, sleep: async (ms: number) => clock.advance(ms) };
    await runContract({ vendor: name, target: vendor.baseUrl, fetch: recording.fetch, ...time });

    const quoted = (endpoint: string) =>
      (evidence.endpoints[endpoint] ?? [])
        .filter(({ kind }) => kind === 'fixture')
        .flatMap(({ source }) => {
          const text = readFileSync(new URL(`${source}.json`, fixtures), 'utf8');
          return pathsOf((JSON.parse(text) as { response: { body: unknown } }).response.body);
        });
    const unfounded = recording.exchanges.flatMap(({ endpoint, response: { json } }) => {
      const known = quoted(endpoint);
      const isSuccess = typeof json === 'object' && json !== null && 'data' in json;
      if (known.length === 0 || !isSuccess) return [];
      return pathsOf(json)
        .filter((path) => !known.includes(path) && !path.startsWith(`${namesOfFiles}.`))
        .filter((path) => evidenceOfField(evidence, endpoint, path) === evidence.endpoints[endpoint])
        .map((path) => `${endpoint} ${path}`);
    });
    expect([...new Set(unfounded)]).toEqual([]);
  },
  30_000,
);

test('the journal names the fields of an answer that are a guess', async () => {
  const { origins, world, close } = await serve();
  onTestFinished(close);
  const ask = (path: string) =>
    fetch(`${origins.lufff}/make_pic/api/${path}/`, { method: 'POST', body: '{}' });
  await ask('get_ad_list');
  expect(world.journal.entries.at(-1)).toMatchObject({ status: 200, guessedFields: ['data.list[]'] });
  await ask('get_one_ad');
  expect(world.journal.entries.at(-1)).not.toHaveProperty('guessedFields');
});

test('a strict world answers 501 for what is a guess, and as usual for the rest', async () => {
  const { origins, world, close } = await serve({ strictEvidence: true });
  onTestFinished(close);
  const post = (vendor: string, path: string, body: object) =>
    fetch(`${origins[vendor]}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const guessed = await post('lufff', '/make_pic/api/get_left_credit_by_phone/', { phone: '13900000000' });
  expect(guessed.status).toBe(501);
  expect(world.journal.entries.at(-1)).toMatchObject({ error: 'notFound', guessed: expect.any(String) });
  const known = await post('lufff', '/make_pic/api/get_one_ad/', {});
  expect(known.status).toBe(200);
  const withGuessedField = await post('lufff', '/make_pic/api/get_ad_list/', {});
  expect(withGuessedField.status).toBe(501);
  expect(JSON.stringify(await withGuessedField.json())).toContain('data.list[]');
  const documented = await post('fangtang', '/api/third/company/nums', { third_code: 'nobody' });
  expect(await documented.json()).toMatchObject({ code: 9000, errno: 9999 });
  const undocumented = await post('picwish-web', '/base/passport/v2/login/telephone', { telephone: '1' });
  expect(undocumented.status).toBe(501);
});

test('without strictness a guess is answered, and the journal says that it is one', async () => {
  const { origins, world, close } = await serve();
  onTestFinished(close);
  await fetch(`${origins.picwish}/api/customers/package-credits`);
  expect(world.journal.entries.at(-1)).not.toHaveProperty('guessed');
  const key = { 'x-api-key': 'mock-picwish-poor-key' };
  const body = new FormData();
  body.append('image_url', 'https://example.com/a.png');
  await fetch(`${origins.picwish}/api/tasks/visual/scale`, { method: 'POST', headers: key, body });
  expect(world.journal.entries.at(-1)).toMatchObject({ error: 'noCredits', guessed: expect.any(String) });
});

/** Fails if a failure comes with an HTTP status that is no success. */
const program = `
const url = process.env.LUFFF_BASE_URL + '/make_pic/api/get_left_credit_by_phone/';
const body = JSON.stringify({ phone: '13900000000' });
const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
if (!response.ok) { console.error('HTTP ' + response.status); process.exit(1); }
`;

function programFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'assume-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'program.mjs');
  writeFileSync(file, text);
  return file;
}

test('the guesses on which a program depends are named, and no others', async () => {
  const tried = await tryAssumptions({ command: ['node', programFile(program)] });
  expect(tried.length).toBeGreaterThan(10);
  expect(new Set(tried.map(({ vendor }) => vendor))).toEqual(new Set(['lufff']));
  expect(tried.filter(({ depends }) => depends)).toMatchObject([
    { setting: 'failureHttpStatus', default: 200, alternative: 400, exitCode: 1, output: 'HTTP 400\n' },
  ]);
}, 120_000);

test.each([
  ['fails as things are', 'process.exit(3)'],
  ['calls no vendor', ''],
])(
  'a program that %s gives no result',
  async (_, text) => {
    await expect(tryAssumptions({ command: ['node', programFile(text)] })).rejects.toThrow();
  },
  60_000,
);

test.each([
  ['no program', []],
  ['an unknown vendor', ['--vendor', 'lufffff', '--', 'true']],
  ['a limit that is no number', ['--timeout', 'soon', '--', 'true']],
])('%s is refused from the command line', async (_, args) => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => stderr.mockRestore());
  expect(await assumeCommand(args)).toBe(2);
  expect(stderr).toHaveBeenCalledOnce();
});
