import { Readable } from 'node:stream';
import { manualClock, mockVendors, respond, World, type WorldOptions } from '@api-repack/mock-vendors';
import { onTestFinished } from 'vitest';
import { wholeOf } from '../../src/engine/exchange.ts';
import { mockAliyunOss } from '../../src/vendors/aliyun-oss/index.ts';
import { type Asked, type Oss, ownKeys, signedV1 } from './oss.ts';

export interface PlainAsk {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly keys?: typeof ownKeys;
  /** How many milliseconds the date is off. */
  readonly off?: number;
  readonly length?: false;
}

const origins = {
  ...Object.fromEntries(mockVendors.map(({ name, vendor }) => [name, vendor.baseUrl])),
  'aliyun-oss': 'http://127.0.0.1:1',
};

interface PlainOptions extends Omit<WorldOptions, 'clock' | 'settings'> {
  /** Unix milliseconds. */
  readonly now?: number;
}

/** OSS in a world of its own without a socket, asked with signatures of the owner. */
export function plainOss(settings: object = {}, { now, ...options }: PlainOptions = {}) {
  const clock = manualClock(now);
  const world = new World({ clock, settings: { 'aliyun-oss': settings }, ...options });

  const send = ({ method = 'GET', path = '/mock-bucket/a', headers = {}, body = '', ...how }: PlainAsk) =>
    respond(world, mockAliyunOss, {
      method,
      url: path,
      headers: {
        host: '127.0.0.1',
        ...(how.length !== false && { 'content-length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
      body: Readable.from([Buffer.from(body)]),
      origins,
    });

  const ask = ({ method = 'GET', path = '/mock-bucket/a', headers = {}, ...rest }: PlainAsk = {}) => {
    const { keys = ownKeys, off = 0 } = rest;
    const resource = decodeURIComponent(path);
    return send({
      ...{ ...rest, method, path },
      headers: signedV1({ method, resource, now: clock.now() + off, headers, keys }),
    });
  };

  return { world, clock, ask, send };
}

/** The same for tests that sign for themselves. Answers are as the emulator makes them, even a body where HTTP has none. */
export function openInProcess(settings: object = {}, now = Date.now()): Oss {
  const { world, clock, send } = plainOss(settings, { now });
  onTestFinished(() => world.blobs.close());
  const ask = async ({ headers = {}, ...asked }: Asked) => {
    const isFramed = headers['transfer-encoding'] !== undefined;
    const {
      status,
      headers: answered,
      body,
    } = await send({ ...asked, headers, ...(isFramed && { length: false }) });
    const bytes = await wholeOf(body);
    return { status, headers: answered, text: bytes.toString(), bytes };
  };
  return { world, clock, origin: origins['aliyun-oss'], ask };
}
