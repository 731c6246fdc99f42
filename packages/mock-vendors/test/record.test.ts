import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@api-repack/core';
import { fangtang } from '@api-repack/core/fangtang';
import { lufff } from '@api-repack/core/lufff';
import { nodeHost } from '@api-repack/core/node';
import { type MockVendor, mockVendors, serve } from '@api-repack/mock-vendors';
import {
  findDrift,
  type RecordedExchange,
  readFolder,
  serveRecording,
} from '@api-repack/mock-vendors/record';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readRecordCommand } from '../src/record/command-line.ts';
import { openRecordProxy } from '../src/record/record-proxy.ts';
import { createFolder, writeExchange } from '../src/record/recording-folder.ts';
import { jpeg } from './helpers/pictures.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-test-'));
  return () => rmSync(folder, { recursive: true });
});

const mockOf = (vendor: string) => mockVendors.find(({ name }) => name === vendor) as MockVendor;

async function recordingAt(vendor: string, target: string) {
  const lost: string[] = [];
  const proxy = await openRecordProxy({
    mock: mockOf(vendor),
    target,
    onExchange: (exchange) => writeExchange(folder, exchange),
    onLost: (reason) => lost.push(reason),
  });
  onTestFinished(proxy.close);
  return { proxy, lost };
}

async function mocks() {
  const server = await serve({ taskTiming: { mode: 'polls', polls: 2 } });
  onTestFinished(server.close);
  return server.origins;
}

const channel = { third_code: 'hili-download', secret_key: 'hiliad' };
const demoOptions = { host: nodeHost(), retry: { times: 0, firstMs: 0 } };

/** A picture restored through the proxy, as a client does it. */
async function recordRestoring() {
  const { fangtang: target = '' } = await mocks();
  const { proxy } = await recordingAt('fangtang', target);
  const client = connect(fangtang, { ...demoOptions, credentials: channel, baseUrl: proxy.origin });
  await client.nums({});
  const { mdf } = await client.uploads({ seq: ['repair'], file: [jpeg] });
  const [id = ''] = mdf;
  await client.status({ mdf: [id] });
  await client.status({ mdf: [id] });
  const { url } = await client.download({ mdf: id });
  await fetch(url.replace(target, proxy.origin));
  await proxy.close();
  return { id, target };
}

const texts = () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

test('a recording has every call, with secrets masked and pictures by their hash', async () => {
  await recordRestoring();
  const { exchanges, foreign } = readFolder(folder);
  expect(foreign).toEqual([]);
  expect(exchanges.map(({ endpoint }) => endpoint)).toEqual([
    'nums',
    'uploads',
    'status',
    'status',
    'download',
    'result',
  ]);
  expect(exchanges[1]?.request.files?.file).toMatchObject([
    { name: '***.jpg', size: jpeg.size, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), isPicture: true },
  ]);
  expect(exchanges[5]?.response.file).toMatchObject({ type: 'image/jpeg', isPicture: true });
  for (const text of texts()) {
    expect(text).not.toContain('hili-download');
    expect(text).not.toMatch(/"token": "[0-9a-f]{32}/);
    expect(text).not.toContain('photo.jpg');
  }
});

test('phone numbers, codes and tokens of an account are masked wherever they stand', async () => {
  const { lufff: target = '' } = await mocks();
  const { proxy } = await recordingAt('lufff', target);
  const client = connect(lufff, {
    ...demoOptions,
    baseUrl: proxy.origin,
    credentials: { customer_id: '100001', token: 'mock-token-of-a-customer' },
  });
  const { token } = await client.loginWithPhoneAndVcode({ phone: '13800138000', vcode: '1234' });
  await client.getRmBgList({ page: 1, size: 1 }).catch(() => undefined);
  await proxy.close();
  const written = texts().join();
  for (const secret of ['13800138000', '"1234"', token, 'mock-token-of-a-customer'])
    expect(written).not.toContain(secret);
});

test('a recording is served again, with its states in order', async () => {
  const { id } = await recordRestoring();
  const replay = await serveRecording(readFolder(folder));
  onTestFinished(replay.close);
  const client = connect(fangtang, { ...demoOptions, credentials: channel, baseUrl: replay.origin });
  expect(await client.uploads({ seq: ['repair'], file: [jpeg] })).toEqual({ mdf: [id] });
  const first = await client.status({ mdf: [id] });
  const second = await client.status({ mdf: [id] });
  const third = await client.status({ mdf: [id] });
  expect([first, second, third].map(({ mdfs }) => mdfs[0]?.code)).toEqual([0, 1, 1]);
  const { url } = await client.download({ mdf: id });
  expect(url).toContain(replay.origin);
  expect((await fetch(url)).headers.get('content-type')).toBe('image/jpeg');
  const unknown = await fetch(`${replay.origin}/api/third/statuss`, { method: 'POST' });
  expect(unknown.status).toBe(501);
});

test('the mock that was recorded does not drift', async () => {
  await recordRestoring();
  const report = await findDrift(readFolder(folder));
  expect(report).toMatchObject({ vendor: 'fangtang', exchanges: 6, compared: 5, differences: [] });
});

test('a call that gets no answer is sent once, answered with 502 and not recorded', async () => {
  let calls = 0;
  const server = createServer((request) => {
    calls++;
    request.socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { proxy, lost } = await recordingAt('fangtang', target);
  const { status } = await fetch(`${proxy.origin}/api/third/uploads`, { method: 'POST', body: 'a=b' });
  expect({ status, calls, lost: lost.length }).toEqual({ status: 502, calls: 1, lost: 1 });
  expect(readdirSync(folder)).toEqual([]);
});

function edit(change: (exchange: RecordedExchange & Record<string, unknown>) => object): void {
  const [name = ''] = readdirSync(folder).sort();
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
}

test('foreign files and folders are named and left out', async () => {
  await recordRestoring();
  writeFileSync(join(folder, 'notes.txt'), 'hello');
  writeFileSync(join(folder, 'package.json'), '{"name": "mine"}');
  writeFileSync(join(folder, 'broken.json'), '{');
  mkdirSync(join(folder, 'pictures'));
  const report = await findDrift(readFolder(folder));
  expect(report.foreign).toEqual(['broken.json', 'notes.txt', 'package.json', 'pictures/']);
  expect(report.differences).toEqual([]);
});

test('a recording of another version of the API shows which addresses are new, whatever a file calls them', async () => {
  await recordRestoring();
  edit(({ request, ...exchange }) => ({
    ...exchange,
    request: { ...request, url: '/api/v3/third/company/nums' },
  }));
  const { differences } = await findDrift(readFolder(folder));
  expect(differences).toMatchObject([{ kind: 'endpoint', path: 'POST /api/v3/third/company/nums', n: 1 }]);
});

test('an address that the mock has learned since is compared', async () => {
  await recordRestoring();
  const { compared } = await findDrift(readFolder(folder));
  edit((exchange) => ({ ...exchange, endpoint: 'unknown' }));
  expect(await findDrift(readFolder(folder))).toMatchObject({ differences: [], compared });
});

test.each<[string, string, () => void]>([
  ['of another version', 'version', () => edit((exchange) => ({ ...exchange, version: 2 }))],
  ['that is damaged', 'exchange', () => edit(({ request: _, ...rest }) => rest)],
  ['of another vendor', 'folder', () => edit((exchange) => ({ ...exchange, vendor: 'lufff' }))],
])('an exchange %s is refused', async (_, kind, spoil) => {
  await recordRestoring();
  spoil();
  expect(() => readFolder(folder)).toThrow(expect.objectContaining({ kind }));
});

test('a folder without exchanges, one that is not there, and one that is in use are refused', () => {
  expect(() => readFolder(folder)).toThrow(expect.objectContaining({ kind: 'folder' }));
  expect(() => readFolder(join(folder, 'nowhere'))).toThrow(expect.objectContaining({ kind: 'folder' }));
  writeFileSync(join(folder, 'notes.txt'), 'hello');
  expect(() => createFolder(folder)).toThrow(expect.objectContaining({ kind: 'folder' }));
});

test.each([
  ['record', ['--vendor', 'fangtan', '--target', 'http://127.0.0.1:1', '--out', 'x']],
  ['record', ['--vendor', 'fangtang', '--target', 'nowhere', '--out', 'x']],
  ['record', ['--vendor', 'fangtang', '--target', 'http://127.0.0.1:1']],
  ['drift', []],
  ['drift', ['a', 'b']],
  ['replay-fixtures', ['a', '--port', '70000']],
  ['drift', ['a', '--bogus']],
] as const)('%s %j is refused', (verb, args) => {
  expect(() => readRecordCommand(verb, args)).toThrow();
});

test('drift from the command line writes its reports, and its status tells whether something differs', async () => {
  await recordRestoring();
  const out = mkdtempSync(join(tmpdir(), 'drift-test-'));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const cli = new URL('../src/cli.ts', import.meta.url).pathname;
  const run = (...args: string[]) =>
    new Promise<{ code: number; stdout: string }>((resolve) => {
      const all = ['--conditions=@api-repack/source', cli, 'drift', folder, ...args];
      const child = execFile(process.execPath, all, (_error, stdout) =>
        resolve({ code: child.exitCode ?? -1, stdout }),
      );
    });
  edit((exchange) => ({
    ...exchange,
    response: { ...exchange.response, json: { code: 200, data: { nums: 'x' } } },
  }));
  const { code, stdout } = await run('--report', out);
  expect(code).toBe(1);
  expect(stdout).toContain('data.nums');
  expect(readdirSync(out).sort()).toEqual(['index.html', 'junit.xml', 'report.json']);
}, 30_000);
