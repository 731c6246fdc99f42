import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startService } from '../src/serve.ts';
import { loggerFor } from '../src/service/logger.ts';
import { shutDown } from '../src/service/shut-down.ts';
import { readSettings } from '../src/settings.ts';
import { basic, fangtangChannel, openGateway, until } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

function logged() {
  const lines: string[] = [];
  const logger = loggerFor('debug', { write: (line) => void lines.push(line) });
  return { lines, logger, text: () => lines.join('') };
}

test('the log says what was called, how it ended and why, and holds no secret', async () => {
  const log = logged();
  const { post, world } = await openGateway({ logger: log.logger });
  const secrets = ['mock-password', 'secret-of-mine', 'mock-picwish-key', '13800138000'];
  const { json } = await post('/picwish/login', { telephone: '13800138000', password: 'mock-password' });
  await post('/picwish/login', { telephone: '13800138000', password: 'secret-of-mine' });
  await post(
    '/fangtang/restore?token=secret-of-mine',
    { image_file: photo },
    basic('hiliad', 'secret-of-mine'),
  );
  await post('/picwish/oss-img', { image_file: photo }, { authorization: json.api_token });
  world.faults.add({
    vendor: 'picwish',
    times: 9,
    effect: { response: { status: 500, body: 'mock-picwish-key' } },
  });
  await post('/picwish/balance', {}, { 'x-api-key': 'mock-picwish-key' });
  const text = log.text();
  expect(log.lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ method: 'POST', path: '/fangtang/restore', status: 400 }),
  );
  expect(text).toContain('"kind":"auth"');
  for (const secret of [...secrets, json.api_token.slice(7)]) expect(text).not.toContain(secret);
});

test('health, readiness and metrics', async () => {
  const { origin, post } = await openGateway();
  await post('/fangtang/balance', {}, fangtangChannel);
  await post('/fangtang/balance');
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  expect(metrics).toContain('api_repack_calls_total{vendor="fangtang",operation="balance",status="200"} 1');
  expect(metrics).toContain('api_repack_calls_total{vendor="fangtang",operation="balance",status="401"} 1');
  expect(metrics).toContain('api_repack_vendor_requests_total{vendor="fangtang",status="200"} 1');
  expect(metrics).toContain('api_repack_calls_under_way 0');
});

test('each gateway of a process reports the process, which watches itself once', async () => {
  const watching = vi.spyOn(PerformanceObserver.prototype, 'observe');
  onTestFinished(() => watching.mockRestore());
  const gateways = [await openGateway(), await openGateway()] as const;
  const first = watching.mock.calls.length;
  await gateways[0].post('/fangtang/balance', {}, fangtangChannel);
  const texts = gateways.map(async ({ origin }) => (await fetch(`${origin}/metrics`)).text());
  for (const text of await Promise.all(texts)) expect(text).toContain('process_cpu_seconds_total');
  expect((await Promise.all(texts)).map((text) => /calls_total\{.*balance/.test(text))).toEqual([
    true,
    false,
  ]);
  await openGateway();
  expect(watching.mock.calls.length).toBe(first);
});

test('stopping lets a call finish and nobody in', async () => {
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
  const gateway = await openGateway({ mock: { taskTiming: { mode: 'immediate' } }, sleep: () => woken });
  const call = gateway.post('/fangtang/restore', { image_file: photo }, fangtangChannel);
  await until(() => expect(gateway.service.inFlight.all[0]?.ids).toBeDefined());
  const stopped = shutDown(gateway, { graceMs: 5_000, hurry: never });
  expect((await fetch(`${gateway.origin}/readyz`)).status).toBe(503);
  const late = await gateway.post('/fangtang/balance', {}, fangtangChannel);
  expect(late.status).toBe(503);
  expect(late.headers.has('retry-after')).toBe(true);
  wake();
  expect((await call).status).toBe(200);
  await stopped;
  await expect(fetch(`${gateway.origin}/readyz`)).rejects.toThrow();
});

const never = new AbortController().signal;

test.each([
  ['after the grace', { graceMs: 20, hurry: never }],
  ['at once when hurried', { graceMs: 60_000, hurry: AbortSignal.abort() }],
])('stopping reports what it cuts short %s, to the caller and in the log', async (_, patience) => {
  const log = logged();
  const gateway = await openGateway({ logger: log.logger });
  gateway.world.faults.add({ vendor: 'fangtang', endpoint: 'status', effect: { connection: 'hang' } });
  const call = gateway.post('/fangtang/restore', { image_file: photo }, fangtangChannel);
  await until(() => expect(gateway.service.inFlight.all[0]?.ids).toBeDefined());
  await shutDown(gateway, patience);
  const { status, json } = await call;
  const id = gateway.world.journal.entries[0]?.created?.[0];
  expect(status).toBe(503);
  expect(json.error).toMatchObject({ kind: 'unavailable', charged: 'yes', ids: { mdf: id } });
  const cut = log.lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'cut short');
  expect(cut.inFlightCall).toMatchObject({ vendor: 'fangtang', operation: 'restore', ids: { mdf: id } });
});

test('starts with mock vendors of its own', async () => {
  const lines: string[] = [];
  const settings = readSettings(['--mock', '--port', '0', '--log-level', 'silent'], {});
  const running = await startService(settings, (line) => lines.push(line));
  onTestFinished(() => running.stop(never));
  const response = await fetch(`${running.origin}/fangtang/balance`, {
    method: 'POST',
    headers: fangtangChannel,
  });
  expect(await response.json()).toEqual({ channel: 'hiliad', left: 98 });
  expect(lines[0]).toContain(`${running.origin}/docs`);
  expect(lines).toContainEqual(
    expect.stringContaining('mock fangtang: third_code hiliad, secret_key hiliad'),
  );
});

test('writes the address with the port that it got into a file, for health checks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'origin');
  const args = ['--port', '0', '--host', '0.0.0.0', '--origin-file', file, '--log-level', 'silent'];
  const running = await startService(readSettings(args, {}), () => undefined);
  onTestFinished(() => running.stop(never));
  expect((await fetch(`${readFileSync(file, 'utf8')}/readyz`)).status).toBe(200);
});

test('says what to do about a port that is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const settings = readSettings(['--port', String(port), '--log-level', 'silent'], {});
  await expect(startService(settings, () => undefined)).rejects.toThrow(
    `--port: another program listens on 127.0.0.1:${port}; stop it, or choose another port`,
  );
});

test('says what to do about an address that is not there', async () => {
  const settings = readSettings(['--port', '0', '--host', '192.0.2.1', '--log-level', 'silent'], {});
  await expect(startService(settings, () => undefined)).rejects.toThrow(
    '--host: 192.0.2.1 is not an address',
  );
});
