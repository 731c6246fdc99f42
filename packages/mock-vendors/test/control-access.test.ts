import { request } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { type ServeOptions, serve } from '../src/cli/serve.ts';
import { control } from '../src/control/client.ts';
import { mockFangtang } from '../src/vendors/fangtang/index.ts';

async function started(options: ServeOptions = {}) {
  const server = await serve({ vendors: [mockFangtang], ...options });
  onTestFinished(() => server.close());
  return server.origins.control ?? '';
}

it('refuses to let other machines in without a token', async () => {
  await expect(serve({ host: '0.0.0.0', vendors: [] })).rejects.toThrow(
    '--host 0.0.0.0 lets other machines in: give a --control-token too',
  );
});

it('wants to see the token wherever it listens', async () => {
  const origin = await started({ host: '0.0.0.0', controlToken: 'open sesame' });
  const address = origin.replace('0.0.0.0', '127.0.0.1');
  expect((await fetch(`${address}/health`)).status).toBe(200);
  for (const path of ['/', '/worlds', '/journal/stream', '/nowhere'])
    expect((await fetch(address + path)).status).toBe(401);
  await expect(control(address).clock.get()).rejects.toThrow('this needs the control token');
  await expect(control(address, { token: 'open' }).clock.get()).rejects.toThrow('control token');
  expect(await control(address, { token: 'open sesame' }).clock.get()).toHaveProperty('now');
});

it('lets a browser in that was given the token once', async () => {
  const address = await started({ controlToken: 'open sesame' });
  const first = await fetch(`${address}/?token=open+sesame`, { redirect: 'manual' });
  expect(first.headers.get('location')).toBe('/');
  const cookie = first.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
  const again = await fetch(`${address}/worlds`, { headers: { cookie: cookie.split(';')[0] ?? '' } });
  expect(again.status).toBe(200);
  expect((await fetch(`${address}/?token=wrong`)).status).toBe(401);
});

it('answers nobody who calls this machine by another name', async () => {
  const { port } = new URL(await started());
  const statusFor = (host: string) =>
    new Promise((resolve) =>
      request({ port, host: '127.0.0.1', path: '/worlds', headers: { host } }, ({ statusCode }) =>
        resolve(statusCode),
      ).end(),
    );
  expect(await statusFor(`evil.example:${port}`)).toBe(403);
  expect(await statusFor(`localhost:${port}`)).toBe(200);
});

it('takes no orders from pages of other sites', async () => {
  const address = await started();
  const reset = (headers: Record<string, string>) =>
    fetch(`${address}/worlds/main/reset`, { method: 'POST', headers }).then(({ status }) => status);
  for (const origin of ['http://evil.example', 'null', `http://evil.example:${new URL(address).port}`])
    expect(await reset({ origin })).toBe(403);
  for (const origin of [address, 'http://localhost:5173']) expect(await reset({ origin })).toBe(200);
  expect(await reset({})).toBe(200);
});

it('refuses 10 MB of JSON in words', async () => {
  const response = await fetch(`${await started()}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vendor: 'x'.repeat(10_000_000) }),
  });
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ error: 'the body is longer than 1048576 bytes' });
});

it.each(['{', '{"vendor":', '\u0000'])('refuses the bad JSON %j', async (body) => {
  const response = await fetch(`${await started()}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: expect.stringMatching(/JSON/) });
});

it('is not polluted by names of prototypes', async () => {
  const response = await fetch(`${await started()}/seed`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: '__proto__: { polluted: true }\nconstructor: {}',
  });
  expect(response.status).toBe(400);
  expect({}).not.toHaveProperty('polluted');
});
