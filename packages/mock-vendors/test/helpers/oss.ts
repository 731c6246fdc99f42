import { createHash, createHmac } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { manualClock, serve, World } from '@api-repack/mock-vendors';
import { onTestFinished } from 'vitest';
import { mockAliyunOss } from '../../src/vendors/aliyun-oss/index.ts';

export const ownKeys = { accessKeyId: 'mock-oss-key', accessKeySecret: 'mock-oss-secret' };

/** The emulator on a port of its own; time stands still, at the present if none is given, since ali-oss takes the system's. */
export async function openOss(
  settings: object = {},
  now = Date.now(),
  limits: { readonly maxBlobBytes?: number } = {},
) {
  const clock = manualClock(now);
  const world = new World({ clock, settings: { 'aliyun-oss': settings }, ...limits });
  const { origins, close } = await serve({ world, vendors: [mockAliyunOss] });
  onTestFinished(async () => {
    await close();
    world.blobs.close();
  });
  const origin = origins['aliyun-oss'] as string;
  return { world, clock, origin, ask: (asked: Asked) => ask(origin, asked) };
}

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
}

/** As it is: no header added but the necessary ones, no path made nicer. */
export function ask(
  origin: string,
  { method = 'GET', path, headers = {}, body = '' }: Asked,
): Promise<Answered> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ method, hostname, port, path, headers, agent: false }, async (response) => {
      const bytes = await buffer(response);
      const { statusCode: status = 0, headers: answered } = response;
      resolve({ status, headers: answered, text: bytes.toString(), bytes });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export interface SigningV1 {
  readonly method: string;
  readonly resource: string;
  /** Milliseconds, for the `Date` header. */
  readonly now: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly keys?: { readonly accessKeyId: string; readonly accessKeySecret: string };
}

/** The manual's rule, written down once more and not taken from core; with `Date`, as oss2 does it. */
export function signedV1({ method, resource, now, headers = {}, keys = ownKeys }: SigningV1) {
  const date = new Date(now).toUTCString();
  const ossHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const { 'content-md5': md5 = '', 'content-type': type = '' } = headers;
  const signature = createHmac('sha1', keys.accessKeySecret)
    .update(`${method}\n${md5}\n${type}\n${date}\n${ossHeaders.join('')}`, 'latin1')
    .update(resource)
    .digest('base64');
  return { ...headers, date, authorization: `OSS ${keys.accessKeyId}:${signature}` };
}

/** Text of an element in an answer. */
export const elementOf = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

export type Oss = Awaited<ReturnType<typeof openOss>>;
export type Call = Omit<Asked, 'path'> & {
  readonly path?: string;
  /** What is signed, where the path has parameters that are not. */
  readonly resource?: string;
};

/** Signed with the owner's keys, in path style. */
export const call = (
  { ask, clock }: Oss,
  { method = 'GET', path = '/mock-bucket/a.txt', headers = {}, resource, ...rest }: Call,
) =>
  ask({
    ...{ method, path, ...rest },
    headers: signedV1({
      ...{ method, now: clock.now(), headers },
      resource: resource ?? decodeURIComponent(path),
    }),
  });

export const md5 = (text: string) => createHash('md5').update(text).digest('base64');
