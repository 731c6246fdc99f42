import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockRequest, MockResponse } from '../../engine/exchange.ts';
import { mask } from '../../world/mask.ts';
import type { OssCall } from './call.ts';
import { callBack } from './callback.ts';
import { callbackOf } from './callback-config.ts';
import { Digest } from './digest.ts';
import { notEmulated, OssFail } from './failure.ts';
import type { OssObject } from './state.ts';

const { errors } = aliyunOss;

/** Everything that can be known before the body is checked before the body is read. */
export async function putObject(call: OssCall): Promise<MockResponse> {
  const { exchange, state, bucket, key } = call;
  checkHeaders(call);
  const callback = callbackOf(call);
  const object = await receive(call);
  // Looked at again: another upload of the same key may have ended meanwhile.
  checkOverwrite(call);
  state.objects.set(`${bucket}/${key}`, object);
  exchange.note({ created: [`${bucket}/${key}`], fields: mask({ bucket, key, size: object.size }) });
  const headers = {
    etag: `"${object.etag}"`,
    'content-md5': object.md5,
    'x-oss-hash-crc64ecma': object.crc64,
  };
  if (!callback) return { status: 200, headers, body: '' } satisfies MockResponse;
  return callBack(call, { callback, object, headers });
}

function checkHeaders(call: OssCall): void {
  const { request } = call.exchange;
  const { 'content-length': length, 'content-md5': md5 } = request.headers;
  if (request.headers['x-oss-copy-source'] !== undefined) throw notEmulated('copying objects');
  if (length === undefined && request.headers['transfer-encoding'] === undefined)
    throw new OssFail(errors.missingContentLength);
  if (Number(length) > call.settings.maxObjectBytes) throw new OssFail(errors.entityTooLarge);
  if (!Object.hasOwn(acls, aclHeader(request))) throw new OssFail(errors.invalidArgument);
  if (md5 !== undefined && !/^[A-Za-z0-9+/]{22}==$/.test(md5)) throw new OssFail(errors.invalidDigest);
  checkOverwrite(call);
}

function checkOverwrite({ exchange, state, bucket, key }: OssCall): void {
  const isForbidden = exchange.request.headers['x-oss-forbid-overwrite'] === 'true';
  if (isForbidden && state.objects.has(`${bucket}/${key}`)) throw new OssFail(errors.fileAlreadyExists);
}

/** Nobody but the owner could write, so that `public-read-write` is the same here. */
const acls = {
  default: undefined,
  private: 'private',
  'public-read': 'public-read',
  'public-read-write': 'public-read',
} as const;

const aclHeader = ({ headers }: MockRequest) => headers['x-oss-object-acl'] ?? 'default';

const keptHeaders =
  /^(x-oss-meta-.*|cache-control|content-disposition|content-encoding|content-language|expires)$/;

async function receive({ exchange, settings, bucket, key, now }: OssCall): Promise<OssObject> {
  const { world, request } = exchange;
  const digest = new Digest();
  const body = limited(request.body, settings.maxObjectBytes);
  const content = await world.blobs.write(body, digest);
  const { facts } = digest;
  const promised = request.headers['content-md5'] ?? facts.md5;
  if (promised !== facts.md5) throw new OssFail(errors.invalidDigest);
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => keptHeaders.test(name)),
  );
  const type = request.headers['content-type'] ?? 'application/octet-stream';
  const acl = acls[aclHeader(request) as keyof typeof acls];
  return { ...facts, bucket, key, content, type, headers, ...(acl && { acl }), modifiedAt: now };
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
