import { createHash } from 'node:crypto';
import { connect } from '../../client.ts';
import { isVendorError, VendorError } from '../../errors.ts';
import { defaultRetry, withRetry } from '../../retry.ts';
import type { Output } from '../../vendor.ts';
import { callbackHeader, type OssCallback } from './callback.ts';
import type * as endpoints from './endpoints.ts';
import type { OssClient } from './vendor.ts';
import { type ListedObject, readListXml } from './xml.ts';

export interface PutObjectInput<Content = Blob> {
  readonly key: string;
  readonly body: Content;
  readonly contentType?: string | undefined;
  readonly callback?: OssCallback | undefined;
  /** Refuse to replace an object that is there already. */
  readonly forbidOverwrite?: boolean | undefined;
  /** Let anybody read this object, also in a private bucket. */
  readonly isPublic?: boolean | undefined;
}

export interface StoredObject {
  readonly etag: string;
  /** What Aliyun's support asks for. */
  readonly requestId: string | undefined;
  /** What the callback's server answered, as parsed JSON. */
  readonly callbackData?: unknown;
}

/** The same operation over core's own requests and over ali-oss. */
export type PutObject<Content = Blob> = (
  client: OssClient,
  input: PutObjectInput<Content>,
) => Promise<StoredObject>;

/** Stores a file. If only the callback fails, the error's `ids` name the object, which is there all the same. */
export const putObject: PutObject = async (client, input) => {
  const once = connect(client.connection.vendor, {
    ...client.connection,
    retry: { ...defaultRetry, times: 0 },
  });
  const fields = { ...wireFields(input), body: input.body, 'content-md5': await md5Of(input.body) };
  return storing(client, input, () => once.putObject(fields));
};

export function wireFields(input: PutObjectInput<unknown>) {
  const { key, contentType, callback, forbidOverwrite, isPublic } = input;
  return {
    key,
    'content-type': contentType,
    'x-oss-callback': callback && callbackHeader(callback),
    'x-oss-forbid-overwrite': forbidOverwrite ? ('true' as const) : undefined,
    'x-oss-object-acl': isPublic ? ('public-read' as const) : undefined,
  };
}

/** OSS refuses a damaged file by this, before it stores the object and calls back. */
export async function md5Of(body: Blob): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of body.stream()) hash.update(chunk);
  return hash.digest('base64');
}

/**
 * Sends until stored. Storing twice under one key leaves one object, but calling back twice can make the vendor create
 * two things: with a callback, only what never left this machine is sent again.
 */
export async function storing(
  { connection }: OssClient,
  input: Pick<PutObjectInput<unknown>, 'key' | 'callback'>,
  attempt: () => Promise<Output<typeof endpoints.putObject>>,
): Promise<StoredObject> {
  const { host, retry = defaultRetry, signal, credentials } = connection;
  const ids = { bucket: credentials?.bucket ?? '', object: input.key };
  try {
    const { headers, json } = await withRetry(input.callback ? 'each' : undefined, attempt, {
      retry,
      sleep: host.sleep,
      signal,
    });
    const stored = { etag: headers.etag.replaceAll('"', ''), requestId: headers['x-oss-request-id'] };
    if (!input.callback) return stored;
    if (json === undefined) throw notJson();
    return { ...stored, callbackData: json };
  } catch (error) {
    if (!isVendorError(error) || !mayBeStored(error)) throw error;
    const { kind, reason, context, cause } = error;
    const hint = input.callback && context.status === undefined ? unknownEnd : context.hint;
    throw new VendorError(kind, reason, { ...context, hint, ids }, { cause });
  }
}

const unknownEnd = 'The file may be stored and the vendor notified: check there before you send it again';

function mayBeStored({ kind, context: { status, sent } }: VendorError): boolean {
  if (status !== undefined) return status < 300 || status >= 500;
  return sent !== false && kind !== 'bad-input';
}

const notJson = () =>
  new VendorError('protocol', "the callback's server did not answer with JSON", {
    vendor: 'aliyun-oss',
    endpoint: 'putObject',
    status: 200,
    hint: 'The file is stored, but what the vendor said about it is lost: another upload makes a second object',
  });

export interface Listing {
  /** Of the keys. */
  readonly prefix?: string | undefined;
  /** How many objects to list; all if left out. */
  readonly limit?: number | undefined;
}

/** The objects of the bucket in the order of their keys. */
export async function listObjects(
  client: OssClient,
  { prefix, limit = Number.POSITIVE_INFINITY }: Listing = {},
): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  let marker: string | undefined;
  do {
    const size = Math.min(limit - objects.length, maxPageSize);
    const { text } = await client.listObjects({ prefix: prefix || undefined, marker, 'max-keys': size });
    const page = readListXml(text);
    objects.push(...page.objects);
    marker = page.next;
  } while (marker !== undefined && objects.length < limit);
  return objects;
}

const maxPageSize = 1_000;
