import { connect, type HttpResponse } from '@api-repack/core';
import { expect, it } from 'vitest';
import { json, scriptedHost } from './helpers/scripted-host.ts';
import { toy } from './helpers/toy-vendor.ts';

const unauthorized = json({ message: 'who are you' }, 401);

function connected(keys: (string | undefined)[], ...script: Partial<HttpResponse>[]) {
  const { host, requests } = scriptedHost(...script);
  const refused: unknown[] = [];
  const next = () => {
    const key = keys.shift();
    return key === undefined ? undefined : { key };
  };
  const session = {
    current: async () => next(),
    renew: async (credentials: { key: string } | undefined) => {
      refused.push(credentials?.key);
      return next() ?? { key: 'none' };
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

it('lets the host add credentials until the vendor refuses them', async () => {
  const { client, requests } = connected([undefined, 'fresh'], unauthorized, json({}));
  await client.find({ id: 'a' });
  expect(requests).toMatchObject([
    { headers: {}, auth: true },
    { headers: { authorization: expect.stringMatching(/^fresh /) }, auth: false },
  ]);
  expect(requests[0]?.headers.authorization).toBeUndefined();
});

it('hides the secrets of the credentials in use', async () => {
  const { client } = connected(['s3cret-1', 's3cret-2'], json({ message: 'no s3cret-2' }, 401));
  await expect(client.find({ id: 'a' })).rejects.toMatchObject({ reason: 'no ***' });
});
