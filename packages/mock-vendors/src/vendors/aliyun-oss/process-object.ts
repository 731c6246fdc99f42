import type { MockResponse } from '../../engine/exchange.ts';
import { readWhole } from '../../http/body.ts';
import { Chunks } from '../../http/chunks.ts';
import { styleContent } from './bucket/style.ts';
import type { OssCall } from './call.ts';
import { Digest } from './digest.ts';
import { notEmulated, OssFail } from './failure.ts';
import { badRequest, imageErrors, invalidArgument } from './image/errors.ts';
import type { Encoded } from './image/output.ts';
import { maxSourceBytes, processImage } from './image/process.ts';
import { ImageStep } from './image/step.ts';
import { contentDropped } from './object/errors.ts';
import { storeVersion } from './object/history.ts';
import { secondOf } from './object/receive.ts';
import { targetOf } from './object/symlink.ts';
import { mayRead, mayWrite } from './permission.ts';
import { getObject } from './read.ts';
import { requireObject } from './require-object.ts';
import { queryObject } from './select/select.ts';

/** A picture as the parameter `x-oss-process` wants it. */
export async function getProcessedObject(call: OssCall): Promise<MockResponse> {
  const object = requireObject(call);
  const { bytes, type } = await processed(call, call.query.get('x-oss-process') ?? '');
  const { headers } = getObject({ ...call, exchange: withoutRange(call) });
  // The checksums of the object do not hold for the result. Its ETag is given all the same.
  const { 'content-md5': _, 'x-oss-hash-crc64ecma': __, ...kept } = headers;
  return {
    status: 200,
    headers: {
      ...kept,
      etag: `"${object.etag}"`,
      'content-type': type,
      'content-length': String(bytes.length),
    },
    body: bytes,
  };
}

function withoutRange({ exchange }: OssCall): OssCall['exchange'] {
  const { range: _, ...headers } = exchange.request.headers;
  return { ...exchange, request: { ...exchange.request, headers } };
}

const maxCommandBytes = 64 << 10;

/** Stores the result of a process as another object, and says so in JSON. */
export async function postProcess(call: OssCall): Promise<MockResponse> {
  const query = call.query.get('x-oss-process');
  if (query) return queryObject(call, query);
  const body = await readWhole(call.exchange.request.body, maxCommandBytes).catch(() => {
    throw badRequest('The process is too long.');
  });
  const text = body.toString();
  const process = text.startsWith('x-oss-process=') ? text.slice('x-oss-process='.length) : undefined;
  if (process === undefined) throw invalidArgument('The body does not begin with x-oss-process=.');
  const [actions = '', save, ...more] = process.split(/[|]|%7C/i);
  if (save === undefined || more.length > 0)
    throw invalidArgument('The process does not end with sys/saveas.');
  const target = saveTargetOf(call, save);
  requireObject(call);
  const encoded = await processed(call, decoded(actions));
  store(call, target, encoded);
  const fileSize = encoded.bytes.length;
  const answer = { bucket: target.bucket, fileSize, object: target.key, status: 'OK' };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
}

interface SaveTarget {
  readonly bucket: string;
  readonly key: string;
}

function saveTargetOf(call: OssCall, save: string): SaveTarget {
  const [domain, action = ''] = decoded(save).split('/', 2);
  const step = new ImageStep(action);
  if (domain !== 'sys' || step.action !== 'saveas') throw notEmulated(`the process ${domain}/${step.action}`);
  const key = step.decoded('o');
  const bucket = step.decoded('b') ?? call.bucket;
  if (!key) throw invalidArgument('sys/saveas needs the key o in base64.');
  if (!Object.hasOwn(call.settings.buckets, bucket))
    throw invalidArgument('The bucket of sys/saveas does not exist.');
  if (!mayWrite(call, bucket, key)) throw new OssFail(imageErrors.accessDenied);
  return { bucket, key };
}

function store({ exchange, now }: OssCall, { bucket, key }: SaveTarget, { bytes, type }: Encoded): void {
  const digest = new Digest();
  digest.update(bytes);
  const content = exchange.world.blobs.put(new Chunks(bytes), digest.hash);
  const object = { ...digest.facts, bucket, key, type, content, headers: {}, modifiedAt: secondOf({ now }) };
  storeVersion(exchange.world, object);
  exchange.note({ created: [`${bucket}/${key}`] });
}

async function processed(call: OssCall, process: string): Promise<Encoded> {
  const [kind, name] = split(process);
  const [domain, rest] = kind === 'style' ? split(styleContent(call, name)) : [kind, name];
  if (domain !== 'image') throw notEmulated(`the process ${domain || 'without a name'}`);
  const { content, size } = targetOf(call, requireObject(call));
  if (size > maxSourceBytes) throw new OssFail(imageErrors.imageTooLarge);
  const { blobs } = call.exchange.world;
  const bytes = blobs.get(content);
  if (!bytes) throw contentDropped();
  const read = (key: string) => {
    const other = call.state.objects.get(`${call.bucket}/${key}`);
    const isReadable = other !== undefined && other.size <= maxSourceBytes && mayRead(call, call.bucket, key);
    return isReadable ? blobs.get(other.content) : undefined;
  };
  return processImage(bytes, rest, { read, maxActions: call.settings.maxImageActions });
}

const split = (process: string): [string, string] => {
  const at = process.indexOf('/');
  return at < 0 ? [process, ''] : [process.slice(0, at), process.slice(at + 1)];
};

/** Some clients encode the command, others send it as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidArgument('The process is not encoded correctly.');
  }
}
