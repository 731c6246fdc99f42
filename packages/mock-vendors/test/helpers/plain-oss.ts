import { Readable } from 'node:stream';
import { manualClock, respond, World, type WorldOptions } from '@api-repack/mock-vendors';
import { mockAliyunOss } from '../../src/vendors/aliyun-oss/index.ts';
import { ownKeys, signedV1 } from './oss.ts';

export interface PlainAsk {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly keys?: typeof ownKeys;
  /** How many milliseconds the date is off. */
  readonly off?: number;
  readonly length?: false;
}

/** OSS in a world of its own without a socket, asked with signatures of the owner. */
export function plainOss(settings: object = {}, options: Omit<WorldOptions, 'clock' | 'settings'> = {}) {
  const clock = manualClock();
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
      origins: { 'aliyun-oss': 'http://127.0.0.1:1' },
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
