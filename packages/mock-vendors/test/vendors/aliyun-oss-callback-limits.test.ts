import { createPrivateKey } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { pairFrom } from '../../src/vendors/aliyun-oss/callback-key.ts';
import { Digest } from '../../src/vendors/aliyun-oss/digest.ts';
import { listen } from '../helpers/callback-server.ts';
import { call, elementOf, type Oss } from '../helpers/oss.ts';
import { png } from '../helpers/pictures.ts';
import { openInProcess } from '../helpers/plain-oss.ts';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const local = 'http://127.0.0.1:9/told';
const to = (callbackUrl: string, more: object = {}) => ({ callbackUrl, callbackBody: 'a=b', ...more });

const put = (oss: Oss, callback: unknown, body: string | Buffer = 'hello') =>
  call(oss, { method: 'PUT', headers: { 'x-oss-callback': encoded(callback) }, body });

type Answer = (init: RequestInit) => Response | Promise<Response>;

const ok = (length = 2) => new Response('{}', { headers: { 'content-length': String(length) } });

/** Servers of callbacks, which never see a socket: what they are told. */
function serverThat(answer: Answer = () => ok()) {
  const told: RequestInit[] = [];
  vi.stubGlobal('fetch', async (_: unknown, init: RequestInit) => {
    told.push(init);
    return answer(init);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return told;
}

it.each([['a.test'], [''], [5], [undefined]])(
  'asks the host %o, or else that of the URL',
  async (callbackHost) => {
    const server = await listen({ body: '{}' });
    expect((await put(openInProcess(), to(server.url, { callbackHost }))).status).toBe(200);
    expect(server.told[0]?.headers).toMatchObject({
      host: callbackHost === 'a.test' ? 'a.test' : new URL(server.url).host,
      'x-oss-additional-headers': '',
    });
  },
);

it.each([['null'], ['5'], ['"text"']])('takes %s for no callback that can be understood', async (text) => {
  const callback = Buffer.from(text).toString('base64');
  for (const [malformedCallback, status, code] of [
    ['refuse', 400, 'InvalidArgument'],
    ['fail', 203, 'CallbackFailed'],
  ] as const) {
    const oss = openInProcess({ malformedCallback });
    const answered = await call(oss, { method: 'PUT', headers: { 'x-oss-callback': callback }, body: 'x' });
    expect([answered.status, elementOf(answered.text, 'Code')]).toEqual([status, code]);
    expect(elementOf(answered.text, 'EC')).toBe('0007-00000003');
    expect(elementOf(answered.text, 'Message')).toBe('The callback configuration is not json format.');
  }
});

it('tries up to five addresses', async () => {
  const told = serverThat(() => new Response('', { status: 500 }));
  const answered = await put(openInProcess(), to(Array(5).fill(local).join(';')));
  expect([answered.status, told.length]).toEqual([203, 5]);
});

it('reaches other vendors at their real names, unless they have ports', async () => {
  serverThat();
  const oss = openInProcess();
  const status = async (callback: unknown) => (await put(oss, callback)).status;
  const picwish = to('https://techsz.aoscdn.com/told');
  expect(await status(picwish)).toBe(200);
  expect(await status(to('https://example.com/told'))).toBe(203);
  oss.world.network.vendorPorts.add(2);
  expect(await status(picwish)).toBe(203);
});

it('takes an answer of 1 MB, and no longer one', async () => {
  let length = 1_048_576;
  serverThat(() => ok(length));
  const oss = openInProcess();
  expect((await put(oss, to(local))).status).toBe(200);
  length++;
  expect((await put(oss, to(local))).status).toBe(203);
});

it('waits five seconds and gives up', async () => {
  const told = serverThat(
    ({ signal }) => new Promise((_, reject) => signal?.addEventListener('abort', reject)),
  );
  const oss = openInProcess();
  const answering = put(oss, to(local));
  await vi.waitFor(() => expect(told).toHaveLength(1));
  oss.clock.advance(4_999);
  expect(told[0]?.signal?.aborted).toBe(false);
  oss.clock.advance(1);
  expect(elementOf((await answering).text, 'Message')).toBe('Cost too long time');
});

it.each([
  ['lost', 0, 203, 'Error status : -1.OSS can not connect to your callbackUrl, please check it'],
  ['late', 4_999, 200, undefined],
  ['late', 5_000, 203, 'Cost too long time'],
] as const)('answers a callback that is %s (%d ms) with %d: %s', async (effect, lateMs, status, message) => {
  serverThat();
  const oss = openInProcess();
  oss.world.faults.add({ vendor: 'aliyun-oss', effect: { callback: effect, lateMs } });
  const answering = put(oss, to(local));
  if (effect === 'late') {
    await vi.waitFor(() => expect(oss.clock.lastTimer).toBeDefined());
    oss.clock.advance(5_000);
  }
  const answered = await answering;
  expect([answered.status, elementOf(answered.text, 'Message')]).toEqual([status, message]);
});

it('names the operation as the documentation does', async () => {
  const told = serverThat();
  // biome-ignore lint/suspicious/noTemplateCurlyInString: OSS fills it in
  await put(openInProcess(), to(local, { callbackBody: '${operation}' }));
  expect(told[0]?.body).toBe('PutObject');
});

it('looks at pictures of up to 20 MB', async () => {
  const told = serverThat();
  const oss = openInProcess();
  // biome-ignore lint/suspicious/noTemplateCurlyInString: OSS fills it in
  const callback = to(local, { callbackBody: '${imageInfo.format}' });
  const picture = Buffer.from(await png.arrayBuffer());
  const digest = new Digest();
  digest.update(picture);
  const known = digest.facts;
  // So much is too slow to be sent.
  const facts = vi.spyOn(Digest.prototype, 'facts', 'get');
  onTestFinished(() => facts.mockRestore());
  for (const size of [20_971_520, 20_971_521]) {
    facts.mockReturnValue({ ...known, size });
    await put(oss, callback, picture);
  }
  expect(told.map(({ body }) => body)).toEqual(['png', '']);
});

it('shows the public half of its key', async () => {
  const { status, headers, text } = await openInProcess().ask({ path: '/callback_pub_key_v1.pem' });
  expect([status, headers['content-type']]).toEqual([200, 'application/x-pem-file']);
  expect(text).toMatch(/^-----BEGIN PUBLIC KEY-----/);
});

it.each(['a', 'b'])('makes numbers of an RSA key that belong together (%s)', (seed) => {
  const jwk = createPrivateKey(pairFrom(seed).privateKey).export({ format: 'jwk' });
  const numberOf = (text = '') => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
  const [n, e, d] = [numberOf(jwk.n), numberOf(jwk.e), numberOf(jwk.d)];
  const [p, q] = [numberOf(jwk.p), numberOf(jwk.q)];
  expect([n, n.toString(2).length]).toEqual([p * q, 1_024]);
  expect((e * d) % ((p - 1n) * (q - 1n))).toBe(1n);
  expect([numberOf(jwk.dp), numberOf(jwk.dq)]).toEqual([d % (p - 1n), d % (q - 1n)]);
  expect((q * numberOf(jwk.qi)) % p).toBe(1n);
});
