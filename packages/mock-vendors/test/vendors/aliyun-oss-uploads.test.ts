import { Readable } from 'node:stream';
import type { Host } from '@api-repack/core';
import {
  connectOss,
  type OssClient,
  type OssGrant,
  type PutObject,
  type PutObjectInput,
  presignedUrl,
  putObject,
} from '@api-repack/core/aliyun-oss';
import { nodeHost } from '@api-repack/core/node';
import { putObjectWithAliOss } from '@api-repack/core/node/ali-oss';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findObject, mintGrant } from '../../src/vendors/aliyun-oss/index.ts';
import { listen, type Saying } from '../helpers/callback-server.ts';
import { openOss, ownKeys } from '../helpers/oss.ts';

const ways: Readonly<Record<string, PutObject>> = { core: putObject, 'ali-oss': putObjectWithAliOss };
const versions = ['v1', 'v4'] as const;
const key = 'users/7/猫 & dog+1.png';
const body = new Blob(['a picture']);
const never = { times: 0, firstMs: 0 };

function clientOf(
  grant: OssGrant,
  options: Partial<Host> & Partial<Parameters<typeof connectOss>[1]> = {},
): OssClient {
  const { now = Date.now, ...rest } = options;
  return connectOss(grant, { retry: never, ...rest, host: { ...nodeHost(), now } });
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: OSS fills these in
const callbackTo = (url: string) => ({
  url,
  body: 'bucket=${bucket}&object=${object}&size=${size}',
  type: 'application/x-www-form-urlencoded',
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: OSS fills these in

/** The HTTP client of ali-oss tells the console when a connection is refused. */
const hushUrllib = () => {
  const spy = vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => spy.mockRestore());
};

for (const [way, put] of Object.entries(ways)) {
  for (const signatureVersion of versions)
    it(`stores with a grant and hands on what the callback says: ${way}, ${signatureVersion}`, async () => {
      const { origin, world } = await openOss();
      const grant = mintGrant(world, { bucket: 'picwishsz', expiresInS: 60 });
      const server = await listen({ body: '{"status":200,"data":{"resource_id":"r-1"}}' });
      const stored = await put(clientOf({ ...grant, endpoint: origin, signatureVersion }), {
        key,
        body,
        contentType: 'image/png',
        callback: callbackTo(server.url),
      });
      expect(stored).toEqual({
        etag: findObject(world, 'picwishsz', key)?.etag,
        requestId: expect.stringMatching(/^[0-9A-F]{24}$/),
        callbackData: { status: 200, data: { resource_id: 'r-1' } },
      });
      expect(server.told.map(({ body }) => body)).toEqual([
        `bucket=picwishsz&object=${encodeURIComponent(key)}&size=9`,
      ]);
      expect(findObject(world, 'picwishsz', key)?.type).toBe('image/png');
    });

  it(`stores an empty file, at localhost and at the domain of a bucket: ${way}`, async () => {
    const { origin, world } = await openOss();
    const endpoint = origin.replace('127.0.0.1', 'localhost');
    for (const cname of [false, true]) {
      const client = clientOf({ ...ownKeys, bucket: 'mock-bucket', endpoint, cname });
      await put(client, { key: `empty-${cname}`, body: new Blob([]) });
      expect(findObject(world, 'mock-bucket', `empty-${cname}`)?.size).toBe(0);
    }
  });

  it(`names the stored object when the callback fails: ${way}`, async () => {
    const { origin, world } = await openOss();
    const client = clientOf({ ...ownKeys, bucket: 'mock-bucket', endpoint: origin });
    const failures: [Saying, object][] = [
      [
        { status: 502, body: 'Bad Gateway' },
        { kind: 'unavailable', context: { code: 'CallbackFailed', status: 203 } },
      ],
      [{ body: '<html>login</html>' }, { kind: 'unavailable', context: { code: 'CallbackFailed' } }],
    ];
    for (const [answer, expected] of failures) {
      const { url, told } = await listen(answer);
      const error = await put(client, { key, body, callback: callbackTo(url) }).catch((reason) => reason);
      expect(error).toMatchObject({
        name: 'VendorError',
        ...expected,
        context: {
          hint: expect.stringMatching(/^The file is stored/),
          ids: { bucket: 'mock-bucket', object: key },
        },
      });
      expect(told).toHaveLength(1);
      expect(findObject(world, 'mock-bucket', key)?.size).toBe(9);
    }
  });

  it(`says so when a success is not JSON, as from a callback that is no OSS's: ${way}`, async () => {
    const { url, origin: endpoint } = await listen({ type: 'text/html', body: '<html>ok</html>' });
    const client = clientOf({ ...ownKeys, bucket: 'mock-bucket', endpoint });
    const error = await put(client, { key, body, callback: callbackTo(url) }).catch((reason) => reason);
    expect(error).toMatchObject({ kind: 'protocol', reason: expect.stringContaining('etag') });
  });

  it(`refuses a wrong secret, an expired grant and a wrong clock without showing secrets: ${way}`, async () => {
    const { origin, world, clock } = await openOss();
    const grant = { ...mintGrant(world, { bucket: 'picwishsz', expiresInS: 60 }), endpoint: origin };
    const errorOf = (wrong: Partial<OssGrant>, now = Date.now) =>
      put(clientOf({ ...grant, ...wrong }, { now }), { key, body }).catch((reason) => reason);
    const wrongSecret = await errorOf({ accessKeySecret: 'wrong-secret' });
    expect(wrongSecret).toMatchObject({
      kind: 'auth',
      context: { code: 'SignatureDoesNotMatch', status: 403 },
    });
    const late = await errorOf({}, () => Date.now() - 20 * 60_000);
    expect(late).toMatchObject({ kind: 'auth', context: { code: 'RequestTimeTooSkewed' } });
    expect(late.reason).toMatch(/\(this machine's clock is (1199|1200|1201) s behind the vendor's\)$/);
    const unknown = await errorOf({ accessKeyId: 'STS.unknown' });
    expect(unknown).toMatchObject({ kind: 'auth', context: { code: 'InvalidAccessKeyId' } });
    const mixed = await errorOf({ securityToken: 'CAISother' });
    expect(mixed).toMatchObject({ kind: 'auth', context: { code: 'InvalidSecurityToken' } });
    clock.advance(61_000);
    const expired = await errorOf({}, clock.now);
    expect(expired).toMatchObject({ kind: 'auth', context: { code: 'SecurityTokenExpired' } });
    for (const error of [wrongSecret, late, unknown, mixed, expired]) {
      const shown = `${error.message} ${JSON.stringify(error)} ${error.stack} ${String(error.cause)}`;
      for (const secret of ['wrong-secret', 'CAISother', grant.accessKeySecret, grant.securityToken])
        expect(shown).not.toContain(secret);
    }
    expect(findObject(world, 'picwishsz', key)).toBeUndefined();
  });

  it(`sends again only while nothing can have arrived, if there is a callback: ${way}`, async () => {
    hushUrllib();
    const closed = await listen({ body: '' });
    const sleep = vi.fn(async () => {});
    const tries = async (endpoint: string, input: Partial<PutObjectInput>) => {
      sleep.mockClear();
      const grant = { ...ownKeys, bucket: 'mock-bucket', endpoint };
      const client = connectOss(grant, { host: { ...nodeHost(), sleep }, retry: { times: 2, firstMs: 1 } });
      const error = await put(client, { key, body, ...input }).catch((reason) => reason);
      return { tries: sleep.mock.calls.length + 1, kind: error.kind, ids: error.context.ids };
    };
    const callback = callbackTo(closed.url);
    const ids = { bucket: 'mock-bucket', object: key };
    const busy = await listen({ status: 503, body: 'busy' });
    expect(await tries(busy.origin, {})).toEqual({ tries: 3, kind: 'unavailable', ids });
    expect(busy.told).toHaveLength(3);
    expect(await tries(busy.origin, { callback })).toEqual({
      tries: 1,
      kind: 'unavailable',
      ids,
    });
    expect(busy.told).toHaveLength(4);
    expect(await tries('http://127.0.0.1:9', { callback })).toEqual({ tries: 3, kind: 'unavailable' });
  });

  it(`can be canceled, and says that the file may be there: ${way}`, async () => {
    const slow = await listen('nothing');
    const controller = new AbortController();
    const grant = { ...ownKeys, bucket: 'mock-bucket', endpoint: slow.origin };
    const uploading = put(clientOf(grant, { signal: controller.signal }), {
      key,
      body,
      callback: callbackTo('x'),
    });
    const outcome = expect(uploading).rejects.toMatchObject({
      kind: 'canceled',
      context: { ids: { object: key }, hint: expect.stringContaining('may be stored') },
    });
    await vi.waitFor(() => expect(slow.told).toHaveLength(1));
    controller.abort();
    await outcome;
  });

  it(`refuses a key that no URL can hold before it sends anything: ${way}`, async () => {
    const client = clientOf({ ...ownKeys, bucket: 'mock-bucket', endpoint: 'http://127.0.0.1:9' });
    for (const bad of ['', '/a', 'a/../b', './a', 'a'.repeat(1024), '\ud800'])
      await expect(put(client, { key: bad, body })).rejects.toMatchObject({
        kind: 'bad-input',
        context: { endpoint: 'putObject' },
      });
    expect(() =>
      presignedUrl(
        client.connection.credentials as OssGrant,
        { method: 'GET', key: 'a/../b', expiresInS: 1 },
        0,
      ),
    ).toThrow('key');
  });

  it(`keeps many uploads at once apart, and one of them whole under one key: ${way}`, async () => {
    const { origin, world } = await openOss();
    const client = clientOf({ ...ownKeys, bucket: 'mock-bucket', endpoint: origin });
    const bodies = Array.from({ length: 8 }, (_, i) => new Blob([String(i).repeat(300_000)]));
    await Promise.all(bodies.map((one, i) => put(client, { key: `apart/${i}/img.png`, body: one })));
    const stored = await Promise.all(bodies.map((one) => put(client, { key: 'same/img.png', body: one })));
    const etags = bodies.map((_, i) => findObject(world, 'mock-bucket', `apart/${i}/img.png`)?.etag);
    expect(etags).toEqual(stored.map(({ etag }) => etag));
    expect(new Set(etags).size).toBe(8);
    const last = findObject(world, 'mock-bucket', 'same/img.png');
    expect(etags).toContain(last?.etag);
    expect(world.blobs.get(last?.content ?? '')?.length).toBe(300_000);
  });

  it(`does not replace an object if told not to: ${way}`, async () => {
    const { origin } = await openOss();
    const client = clientOf({ ...ownKeys, bucket: 'mock-bucket', endpoint: origin });
    await put(client, { key, body });
    await expect(put(client, { key, body, forbidOverwrite: true })).rejects.toMatchObject({
      kind: 'bad-input',
      context: { code: 'FileAlreadyExists', status: 409 },
    });
  });
}

it('streams a body of unknown length through ali-oss, and never sends it twice', async () => {
  hushUrllib();
  const { origin, world } = await openOss();
  const grant = { ...ownKeys, bucket: 'mock-bucket', endpoint: origin };
  const stream = () => Readable.from([Buffer.from('a '), Buffer.from('picture')]);
  await putObjectWithAliOss(clientOf(grant), { key, body: stream() });
  expect(findObject(world, 'mock-bucket', key)?.size).toBe(9);
  const sleep = vi.fn();
  const down = connectOss({ ...grant, endpoint: '127.0.0.1:9' }, { host: { ...nodeHost(), sleep } });
  await expect(putObjectWithAliOss(down, { key, body: stream() })).rejects.toMatchObject({
    kind: 'unavailable',
  });
  expect(sleep).not.toHaveBeenCalled();
});

it('says the same on the wire either way, but that ali-oss names itself and puts the bucket into Host', async () => {
  const server = await listen({ body: '{}' });
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
  onTestFinished(() => void vi.useRealTimers());
  for (const signatureVersion of versions) {
    const grant = {
      ...ownKeys,
      securityToken: 'token',
      bucket: 'picwishsz',
      region: 'cn-shenzhen',
      signatureVersion,
    };
    const client = clientOf({ ...grant, endpoint: server.origin });
    for (const put of Object.values(ways))
      await put(client, { key, body, contentType: 'image/png', callback: callbackTo(server.url) }).catch(
        () => {},
      );
    const [ours, theirs] = server.told.splice(0).map(({ headers }) => headers);
    const different = new Set(
      Object.keys({ ...ours, ...theirs }).filter((name) => ours?.[name] !== theirs?.[name]),
    );
    expect([...different].sort()).toEqual(['host', 'user-agent']);
    expect(ours?.authorization).toMatch(signatureVersion === 'v4' ? /^OSS4-HMAC-SHA256 / : /^OSS /);
  }
});
