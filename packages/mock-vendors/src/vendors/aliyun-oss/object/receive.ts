import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { mask } from '../../../world/mask.ts';
import type { OssCall } from '../call.ts';
import { callBack } from '../callback.ts';
import type { Callback, MalformedCallback } from '../callback-config.ts';
import { Digest } from '../digest.ts';
import { OssFail } from '../failure.ts';
import type { OssObject } from '../state.ts';
import { contentDropped, invalidArgument } from './errors.ts';
import { storeVersion } from './history.ts';
import { encryptionIn } from './properties.ts';
import { versionHeader } from './versions.ts';

const { errors } = aliyunOss;

export type StoredContent = Pick<OssObject, 'content' | 'size' | 'etag' | 'md5' | 'crc64'>;

/** Checks what can be known of a body before it is read. */
export function checkLength({ exchange, settings }: OssCall): void {
  const { 'content-length': length, 'content-md5': md5, ...headers } = exchange.request.headers;
  if (length === undefined && headers['transfer-encoding'] === undefined)
    throw new OssFail(errors.missingContentLength);
  if (Number(length) > settings.maxObjectBytes) throw new OssFail(errors.entityTooLarge);
  if (md5 !== undefined && !/^[A-Za-z0-9+/]{22}==$/.test(md5))
    throw new OssFail(errors.invalidDigest, { ec: '0017-00000502' });
}

/** Keeps the body of a request, without holding it in memory. */
export async function receiveBody({ exchange, settings }: OssCall): Promise<StoredContent> {
  const { request } = exchange;
  const digest = new Digest();
  const content = await exchange.world.blobs.write(limited(request.body, settings.maxObjectBytes), digest);
  const promised = request.headers['content-md5'] ?? digest.facts.md5;
  if (promised !== digest.facts.md5) throw new OssFail(errors.invalidDigest, { ec: '0017-00000503' });
  return { content, ...digest.facts };
}

/** Reads a body that is too long to its end: a client that is still sending would not see the answer. */
export async function* limited(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  details: OssFail['details'] = {},
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size <= maxBytes) yield chunk;
  }
  if (size > maxBytes) throw new OssFail(errors.entityTooLarge, details);
}

/** Joins contents to one, chunk by chunk. */
export async function joinContents(
  { exchange }: OssCall,
  contents: readonly string[],
): Promise<StoredContent> {
  const { blobs } = exchange.world;
  const digest = new Digest();
  const content = await blobs.write(chunksOf(blobs, contents), digest);
  return { content, ...digest.facts };
}

async function* chunksOf(blobs: OssCall['exchange']['world']['blobs'], contents: readonly string[]) {
  for (const content of contents) {
    const opened = blobs.open(content);
    if (!opened) throw contentDropped();
    yield* opened.stream as AsyncIterable<Uint8Array>;
  }
}

export function checkOverwrite({ exchange, state, bucket }: OssCall, key: string): void {
  const sent = exchange.request.headers['x-oss-forbid-overwrite'] ?? 'false';
  const isForbidden = sent.toLowerCase() === 'true';
  if (!isForbidden && sent.toLowerCase() !== 'false')
    throw invalidArgument('x-oss-forbid-overwrite', sent, {
      message: 'The value of x-oss-forbid-overwrite is neither true nor false.',
      ec: '0017-00000279',
    });
  if (isForbidden && state.objects.has(`${bucket}/${key}`)) throw new OssFail(errors.fileAlreadyExists);
}

/** Stores an object and notes it in the journal. */
export function finish(call: OssCall, object: OssObject): OssObject {
  const stored = storeVersion(call.exchange.world, object);
  const { bucket, key, size } = stored;
  call.exchange.note({ created: [`${bucket}/${key}`], fields: mask({ bucket, key, size }) });
  return stored;
}

export const storedHeaders = (object: OssObject): Record<string, string> => ({
  etag: `"${object.etag}"`,
  ...(object.md5 && { 'content-md5': object.md5 }),
  'x-oss-hash-crc64ecma': object.crc64,
  ...encryptionIn(object.headers),
  ...versionHeader(object),
});

/** The answer to an upload: that of the callback's server, if there is a callback. */
export async function answerUpload(
  call: OssCall,
  object: OssObject,
  { callback, response }: { callback: Callback | MalformedCallback | undefined; response: MockResponse },
): Promise<MockResponse> {
  if (callback && 'failure' in callback) {
    const { message, ec } = callback.failure.details;
    throw new OssFail(errors.callbackFailed, {
      ...{ message: message ?? callback.failure.message, headers: response.headers },
      ...(ec && { ec }),
    });
  }
  return callback ? callBack(call, { callback, object, headers: response.headers }) : response;
}

/** The time of something that happens in this call: OSS counts whole seconds. */
export const secondOf = ({ now }: Pick<OssCall, 'now'>): number => Math.floor(now / 1000) * 1000;
