import { connect, type HttpResponse } from '@api-repack/core';
import { expect, it } from 'vitest';
import { json, scriptedHost } from './helpers/scripted-host.ts';
import { toy } from './helpers/toy-vendor.ts';

const unauthorized = json({ message: 'who are you' }, 401);

function connected(keys: string[], ...script: Partial<HttpResponse>[]) {
  const { host, requests } = scriptedHost(...script);
  const refused: unknown[] = [];
  const next = () => ({ key: keys.shift() ?? 'none' });
  const session = {
    current: async () => next(),
    renew: async ({ key }: { key: string }) => {
      refused.push(key);
      return next();
    },
  };
  return { client: connect(toy, { host, session }), requests, refused };
}

it('calls with the credentials of the session', async () => {
  const { client, requests, refused } = connected(['first'], json({}));
  await client.find({ id: 'a' });
  expect(requests).toMatchObject([
    { headers: { authorization: expect.stringMatching(/^first /) }, auth: false },
  ]);
  expect(refused).toEqual([]);
});

it('calls once more with fresh credentials when the vendor refuses the old ones, even what charges', async () => {
  const { client, requests, refused } = connected(['old', 'fresh'], unauthorized, json({}));
  await client.make({ size: 1 });
  expect(requests).toMatchObject([
    { headers: { authorization: expect.stringMatching(/^old /) } },
    { headers: { authorization: expect.stringMatching(/^fresh /) } },
  ]);
  expect(refused).toEqual(['old']);
});

it('gives up when the fresh ones are refused, too', async () => {
  const { client, requests } = connected(['old', 'fresh'], unauthorized);
  await expect(client.find({ id: 'a' })).rejects.toMatchObject({ kind: 'auth', reason: 'who are you' });
  expect(requests).toHaveLength(2);
});

it('asks for none when something else goes wrong', async () => {
  const { client, refused } = connected(['old'], json({ error: 7, message: 'busy' }));
  await expect(client.make({ size: 1 })).rejects.toMatchObject({ kind: 'unavailable' });
  expect(refused).toEqual([]);
});

it('hides the secrets of the credentials in use', async () => {
  const { client } = connected(['s3cret-1', 's3cret-2'], json({ message: 'no s3cret-2' }, 401));
  await expect(client.find({ id: 'a' })).rejects.toMatchObject({ reason: 'no ***' });
});
