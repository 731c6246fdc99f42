import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { described } from '../../described.ts';
import { VendorError } from '../../errors.ts';
import { filesOutput } from '../../files-output.ts';
import { freeOperation } from '../../operation.ts';
import { bucketUrl } from './address.ts';
import { type OssGrant, presignedUrl } from './authenticate.ts';
import { listObjects, putObject } from './calls.ts';
import * as p from './parameters.ts';
import { aliyunOss, type OssClient } from './vendor.ts';

const text = v.pipe(v.string(), v.nonEmpty('is empty'));
const key = described('Key of the object: its path in the bucket', p.key);
const defaultExpiryS = 3_600;
const expires_in_s = v.optional(
  described(
    'How many seconds the URL is valid',
    // V4 allows seven days.
    v.pipe(v.number(), v.integer('is not a whole number'), v.minValue(1), v.maxValue(604_800)),
  ),
  defaultExpiryS,
);

/** What OSS sends to a callback's server, unless the caller has another text. */
export const defaultCallbackBody =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: OSS fills these variables in
  'bucket=${bucket}&object=${object}&etag=${etag}&size=${size}&mimeType=${mimeType}';

const upload = freeOperation({
  name: 'upload',
  vendor: aliyunOss,
  summary: 'Store a file in the bucket',
  credentials: [],
  input: v.strictObject({
    file: described('The file', v.blob('send it as a file')),
    key: v.optional(
      described(
        'Path of the object in the bucket. If it is empty or ends with a slash, a random name is added',
        v.string(),
      ),
    ),
    is_public: v.optional(
      described(
        'Whether anybody who knows the URL may read the object, also in a private bucket',
        v.boolean(),
      ),
    ),
    forbid_overwrite: v.optional(
      described('Whether to refuse to replace an object that has the same key', v.boolean()),
    ),
    notify_url: v.optional(
      described(
        'URL of a server that OSS calls when the object is stored. It has to answer with JSON within 5 seconds',
        v.pipe(text, v.regex(/^https?:\/\//i, 'give an http or https URL')),
      ),
    ),
    notify_body: v.optional(
      described('What OSS sends to the callback URL. It fills in variables such as object and size', text),
    ),
    notify_type: v.optional(
      described(
        'How the body of the callback is written',
        v.picklist(['application/x-www-form-urlencoded', 'application/json']),
      ),
    ),
  }),
  output: v.object({
    bucket: v.string(),
    key: v.string(),
    url: v.string(),
    etag: v.string(),
    size: v.number(),
    callback_response: v.optional(v.unknown()),
  }),
  async read(client, { file, key: path = '', is_public, forbid_overwrite, ...notify }) {
    const grant = grantOf(client);
    const object = path === '' || path.endsWith('/') ? path + randomName(file) : path;
    const { notify_url: url, notify_body: body = defaultCallbackBody, notify_type: type } = notify;
    const { etag, callbackData } = await putObject(client, {
      key: object,
      body: file,
      contentType: file.type || undefined,
      callback: url === undefined ? undefined : { url, body, type },
      forbidOverwrite: forbid_overwrite,
      isPublic: is_public,
    });
    const stored = { bucket: grant.bucket, key: object, url: plainUrl(grant, object), etag, size: file.size };
    return { ...stored, ...(callbackData !== undefined && { callback_response: callbackData }) };
  },
});

const getUrl = freeOperation({
  name: 'url',
  vendor: aliyunOss,
  summary: 'Make a URL with which anybody can read an object for a while',
  credentials: [],
  input: v.strictObject({ key, expires_in_s }),
  output: v.object({ key: v.string(), url: v.string(), expires_at: v.string() }),
  async read(client, { key: object, expires_in_s }) {
    return { key: object, ...readingUrl(client, object, expires_in_s) };
  },
});

const download = freeOperation({
  name: 'download',
  vendor: aliyunOss,
  summary: 'Read an object',
  credentials: [],
  input: v.strictObject({ key, expires_in_s }),
  output: filesOutput,
  // The head comes first, because it says what is wrong in OSS's words, and a file cannot.
  async read(client, { key: object, expires_in_s }) {
    const { headers } = await client.headObject({ key: object });
    const { url, expires_at } = readingUrl(client, object, expires_in_s);
    const files = [{ field: 'object', url }];
    return { etag: headers.etag.replaceAll('"', ''), expires_at, files };
  },
});

const list = freeOperation({
  name: 'list',
  vendor: aliyunOss,
  summary: 'List the objects of the bucket in the order of their keys',
  credentials: [],
  input: v.strictObject({
    prefix: v.optional(described('What the keys begin with, such as a folder', v.string())),
    limit: v.optional(described('How many to list', v.pipe(v.number(), v.integer(), v.minValue(1))), 50),
  }),
  output: v.object({
    objects: v.array(
      v.object({
        key: v.string(),
        url: v.string(),
        size: v.number(),
        etag: v.string(),
        modifiedAt: v.string(),
      }),
    ),
  }),
  async read(client, { prefix, limit = 50 }) {
    const grant = grantOf(client);
    const found = await listObjects(client, { prefix, limit });
    return { objects: found.map((object) => ({ ...object, url: plainUrl(grant, object.key) })) };
  },
});

const remove = freeOperation({
  name: 'delete',
  vendor: aliyunOss,
  summary: 'Delete an object; one that is not there is no error',
  credentials: [],
  input: v.strictObject({ key }),
  output: v.object({ key: v.string(), deleted: v.literal(true) }),
  async read(client, { key: object }) {
    await client.deleteObject({ key: object });
    return { key: object, deleted: true as const };
  },
});

/** With a signature: for anybody, until it expires. */
function readingUrl(client: OssClient, object: string, expiresInS = defaultExpiryS) {
  const nowMs = client.connection.host.now();
  const url = presignedUrl(grantOf(client), { method: 'GET', key: object, expiresInS }, nowMs);
  return { url, expires_at: new Date(nowMs + expiresInS * 1_000).toISOString() };
}

/** Without a signature: for what anybody may read. */
const plainUrl = (grant: OssGrant, object: string): string =>
  `${bucketUrl(grant)}/${object.split('/').map(encodeURIComponent).join('/')}`;

/** Nobody guesses it, which is all that protects a public object. */
const randomName = (file: Blob): string =>
  randomBytes(9).toString('base64url') + (file instanceof File ? extensionOf(file.name) : '');

const extensionOf = (name: string): string => /\.\w{1,10}$/.exec(name)?.[0].toLowerCase() ?? '';

/** URLs are made of it, so that a host that adds the credentials itself is not enough. */
function grantOf({ connection: { credentials } }: OssClient): OssGrant {
  if (credentials) return credentials;
  throw new VendorError('bad-input', 'the client has no keys', {
    vendor: 'aliyun-oss',
    endpoint: 'connect',
    hint: 'Connect with connectOss',
  });
}

export const operations = { upload, getUrl, download, list, delete: remove };
