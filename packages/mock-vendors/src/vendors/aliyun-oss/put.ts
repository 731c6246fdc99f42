import { createHash } from 'node:crypto';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { Reply } from '../../exchange.ts';
import { type Call, endpoint } from './call.ts';
import { callBack } from './callback.ts';
import { callbackOf } from './callback-config.ts';
import { Crc64 } from './crc64.ts';
import { notImplemented, OssFail } from './failure.ts';
import type { OssObject } from './state.ts';

const { errors } = aliyunOss;

/** Everything that can be known before the body is checked before the body is read. */
export const putObject = endpoint(async (call) => {
  const { exchange, state, bucket, key } = call;
  checkHeaders(call);
  const callback = callbackOf(call);
  const object = await receive(call);
  // Looked at again: another upload of the same key may have ended meanwhile.
  checkOverwrite(call);
  state.objects.set(`${bucket}/${key}`, object);
  exchange.note({ made: [`${bucket}/${key}`], fields: { bucket, key, size: object.size } });
  const headers = {
    etag: `"${object.etag}"`,
    'content-md5': object.md5,
    'x-oss-hash-crc64ecma': object.crc64,
  };
  if (!callback) return { status: 200, headers, body: '' } satisfies Reply;
  return callBack(call, { callback, object, headers });
});

function checkHeaders(call: Call): void {
  const { request } = call.exchange;
  const { 'content-length': length, 'content-md5': md5 } = request.headers;
  if (request.headers['x-oss-copy-source'] !== undefined) throw notImplemented('copying objects');
  if (length === undefined && request.headers['transfer-encoding'] === undefined)
    throw new OssFail(errors.missingContentLength);
  if (Number(length) > call.settings.maxObjectBytes) throw new OssFail(errors.entityTooLarge);
  if (md5 !== undefined && !/^[A-Za-z0-9+/]{22}==$/.test(md5)) throw new OssFail(errors.invalidDigest);
  checkOverwrite(call);
}

function checkOverwrite({ exchange, state, bucket, key }: Call): void {
  const isForbidden = exchange.request.headers['x-oss-forbid-overwrite'] === 'true';
  if (isForbidden && state.objects.has(`${bucket}/${key}`)) throw new OssFail(errors.fileAlreadyExists);
}

const keptHeaders =
  /^(x-oss-meta-.*|cache-control|content-disposition|content-encoding|content-language|expires)$/;

async function receive({ exchange, settings, bucket, key, now }: Call): Promise<OssObject> {
  const { world, request } = exchange;
  const md5 = createHash('md5');
  const crc64 = new Crc64();
  let size = 0;
  const content = await world.blobs.write(limited(request.body, settings.maxObjectBytes), (chunk) => {
    md5.update(chunk);
    crc64.update(chunk);
    size += chunk.length;
  });
  const digest = md5.digest();
  const promised = request.headers['content-md5'];
  if (promised !== undefined && promised !== digest.toString('base64'))
    throw new OssFail(errors.invalidDigest);
  const kept = Object.entries(request.headers).filter(([name]) => keptHeaders.test(name));
  return {
    bucket,
    key,
    content,
    size,
    etag: digest.toString('hex').toUpperCase(),
    md5: digest.toString('base64'),
    crc64: crc64.digest(),
    type: request.headers['content-type'] ?? 'application/octet-stream',
    headers: Object.fromEntries(kept),
    modifiedAt: now,
  };
}

/** Reads a body that is too long to its end: a client that is still sending would not see the answer. */
async function* limited(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size <= maxBytes) yield chunk;
  }
  if (size > maxBytes) throw new OssFail(errors.entityTooLarge);
}
