// Random bytes on the sockets of all vendors: 10 minutes as a program (npm run fuzz), seconds in a test.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { mockVendors, serve } from '@api-repack/mock-vendors';
import fc from 'fast-check';

const word = fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'PATCH', 'G\u0000T', 'CONNECT', 'OPTIONS');
const path = fc.oneof(
  fc.constantFrom(...mockVendors.flatMap(({ routes }) => routes.map((route) => route.path))),
  fc.constantFrom(
    '/',
    '*',
    '/mock-bucket/../../etc/passwd',
    '/mock-bucket/%2e%2e%2f%00',
    '/%ff%fe',
    '/worlds/x/y',
    '//',
    '/?__proto__=1',
  ),
  fc.webPath(),
);
const header = fc.oneof(
  fc.constantFrom(
    'Host: x',
    'Content-Length: 5',
    'Content-Length: 2147483648',
    'Content-Length: -1',
    'Transfer-Encoding: chunked',
    'Content-Type: application/json',
    'Content-Type: multipart/form-data',
    'Content-Type: multipart/form-data; boundary="a b"',
    'Content-Type: multipart/form-data; boundary=x',
    'Expect: 100-continue',
    'Upgrade: websocket\r\nConnection: Upgrade',
    'Authorization: OSS a:b',
    'Authorization: OSS4-HMAC-SHA256 Credential=,Signature=',
    'x-oss-callback: e30=',
    'Range: bytes=5-1',
    'token: ,',
    'x-api-key: ',
  ),
  fc.string({ maxLength: 60 }),
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      '{"__proto__":{"a":1}}',
      '[[[[',
      '5\r\nhello\r\nffffffffff\r\n',
      '--x\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\n1\r\n--x--\r\n',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="../../a"\r\n\r\n\u00ff',
    )
    .map((text) => Buffer.from(text, 'latin1')),
);

/** Something like a request, or nothing like one. */
const message = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(word, path, fc.array(header, { maxLength: 6 }), body)
      .map(([method, url, headers, content]) =>
        Buffer.concat([
          Buffer.from(`${method} ${url} HTTP/1.1\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n`),
          content,
        ]),
      ),
  },
  { weight: 1, arbitrary: body },
);

/** Throws if a vendor does not answer as before afterwards. Returns how much was sent. */
export async function fuzz(ms: number, seed: number): Promise<number> {
  const { origins, close } = await serve({ maxBlobBytes: 1 << 24 });
  const end = Date.now() + ms;
  let sent = 0;
  try {
    for (; Date.now() < end; sent += 50) {
      const messages = fc.sample(message, { seed: seed + sent, numRuns: 50 });
      const ports = Object.values(origins).map((origin) => Number(new URL(origin).port));
      await Promise.all(messages.map((bytes, i) => deliver(ports[i % ports.length] as number, bytes)));
    }
    if (Object.hasOwn(Object.prototype, 'a'))
      throw new Error('a request has changed the prototype of all objects');
    for (const [name, origin] of Object.entries(origins))
      await fetch(origin).catch((cause: Error) => {
        throw new Error(`${name} does not answer any more`, { cause });
      });
  } finally {
    await close();
  }
  return sent;
}

/** Waits for an answer only shortly, since a request that has no end has none. */
async function deliver(port: number, bytes: Buffer): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const answered = new Promise<Buffer | undefined>((resolve) =>
    socket.once('data', resolve).once('close', () => resolve(undefined)),
  );
  socket.write(bytes);
  const answer = await Promise.race([answered, sleep(30)]);
  socket.destroy();
  if (answer?.includes('mock-vendors has failed'))
    throw new Error(`${answer}\nis the answer to\n${bytes.toString('latin1')}`);
}

if (process.argv[1] === import.meta.filename) {
  const minutes = Number(process.argv[2] ?? 10);
  const seed = Date.now();
  console.log(`seed ${seed}, ${minutes} minutes`);
  const sent = await fuzz(minutes * 60_000, seed);
  console.log(
    `${sent} messages, and all vendors still answer; ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`,
  );
}
