import { manualClock, serve } from '@api-repack/mock-vendors';
import { expect, it, onTestFinished } from 'vitest';
import { hostKind, Network } from '../src/world/network.ts';

it.each([
  ['127.0.0.1', 'loopback'],
  ['127.9.9.9', 'loopback'],
  ['[::1]', 'loopback'],
  ['[::ffff:127.0.0.1]', 'loopback'],
  ['localhost', 'loopback'],
  ['shop.localhost.', 'loopback'],
  ['10.1.2.3', 'private'],
  ['198.18.0.1', 'private'],
  ['224.0.0.1', 'private'],
  ['[64:ff9b::7f00:1]', 'private'],
  ['[2002:7f00:1::]', 'private'],
  ['[fe80::1]', 'private'],
  ['printer', 'private'],
  ['nas.lan', 'private'],
  ['router.home.arpa', 'private'],
  ['127.evil.example', 'public'],
  ['example.com', 'public'],
  ['8.8.8.8', 'public'],
])('takes %s for %s', (hostname, kind) => {
  expect(hostKind(hostname)).toBe(kind);
});

const here = new URL('http://127.0.0.1:9000/hook');

it('asks this machine, and never the control port', () => {
  const network = new Network();
  network.controlPort = 4010;
  expect(network.route(here, { hosts: [] })?.href).toBe(here.href);
  expect(network.route(new URL('http://localhost:4010/worlds/main/reset'), { hosts: ['localhost'] })).toBe(
    undefined,
  );
  expect(network.route(new URL('http://example.com/'), { hosts: [] })).toBe(undefined);
});

it('asks only hosts that are named where other machines reach it', () => {
  const network = new Network({ isShared: true, allowedHosts: ['hooks.test:81'] });
  network.vendorPorts.add(4011);
  expect(network.route(here, { hosts: [] })).toBe(undefined);
  expect(network.route(new URL('http://hooks.test:81/'), { hosts: [] })?.port).toBe('81');
  expect(network.route(new URL('http://hooks.test/'), { hosts: [] })).toBe(undefined);
  expect(network.route(new URL('http://other:4332/'), { hosts: [], own: 'other' })).toBe(undefined);
});

it('asks its own ports at this machine, whatever name a client has for it', () => {
  const network = new Network({ isShared: true });
  network.vendorPorts.add(4011);
  const url = network.route(new URL('http://other:4011/a'), { hosts: [], own: 'other' });
  expect(url?.href).toBe('http://127.0.0.1:4011/a');
});

it('refuses at a loopback port what a page of another site sends by its own name', async () => {
  const { world, origins, close } = await serve({ clock: manualClock() });
  onTestFinished(close);
  const { default: http } = await import('node:http');
  const statusFor = (host: string, vendor: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = http.get(origins[vendor] ?? '', { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
    });
  expect(await statusFor('evil.example:4011', 'picwish')).toBe(403);
  expect(world.journal.entries).toEqual([]);
  for (const host of [
    '127.0.0.1',
    'localhost:1',
    'techsz.aoscdn.com',
    'any-bucket.oss-cn-hangzhou.aliyuncs.com',
  ])
    expect(await statusFor(host, 'picwish'), host).not.toBe(403);
});
