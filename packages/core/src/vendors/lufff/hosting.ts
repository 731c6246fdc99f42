import { randomBytes } from 'node:crypto';
import { isVendorError, VendorError } from '../../errors.ts';
import {
  bucketUrl,
  connectOss,
  type OssClient,
  type OssGrant,
  presignedUrl,
  putObject,
} from '../aliyun-oss/index.ts';
import { type LufffClient, type Payer, type Picture, removeBackground } from './calls.ts';
import { maxUrlLength } from './parameters.ts';

export type Link = 'public' | 'public-bucket' | 'presigned';

/** Where a file is put so that Lufff can fetch it, since it takes no uploads. */
export interface Hosting {
  readonly grant: OssGrant;
  /**
   * `public` lets anybody read this one file, which needs the right to set ACLs; `public-bucket` is for buckets that
   * anybody may read. A presigned URL is too long unless the bucket has a short domain.
   */
  readonly link?: Link | undefined;
  /** Comes before the file's random name. */
  readonly prefix?: string | undefined;
  /** Leave the file in the bucket. */
  readonly keep?: boolean | undefined;
}

export interface Hosted<Result> {
  readonly result: Result;
  /** The file, if it is still in the bucket: it was to be kept, or could not be deleted. */
  readonly leftBehind?: { readonly bucket: string; readonly object: string };
}

export type HostedPicture = Omit<Picture, 'img_url'> & { readonly file: Blob };

/** Puts a file into a bucket, removes its background, and deletes it there whatever happened. Charges. */
export function removeBackgroundOfFile(
  client: LufffClient,
  payer: Payer,
  { file, ...settings }: HostedPicture,
  hosting: Hosting,
): Promise<Hosted<string>> {
  return whileHosted(client, { file, hosting }, (img_url) =>
    removeBackground(client, payer, { ...settings, img_url }),
  );
}

interface ToHost {
  readonly file: Blob;
  readonly hosting: Hosting;
}

/** The file is gone when this resolves or rejects; if not, the result or the error says so. */
async function whileHosted<Result>(
  { connection: { host, retry, idleMs, signal } }: LufffClient,
  { file, hosting }: ToHost,
  use: (img_url: string) => Promise<Result>,
): Promise<Hosted<Result>> {
  const { grant, prefix = '', keep = false, link = 'public' } = hosting;
  const object = prefix + randomBytes(9).toString('base64url') + (extensions[file.type] ?? '');
  const img_url = shortUrl(hosting, object, host.now());
  const leftBehind = { bucket: grant.bucket, object };
  const options = { host, idleMs, ...(retry && { retry }) };
  let mayBeThere = true;
  let isStored = false;
  // Without the signal, because a canceled run tidies up, too.
  const tidy = async () => !keep && (await isDeleted(connectOss(grant, options), object));
  try {
    const storage = connectOss(grant, { ...options, signal });
    const contentType = file.type || undefined;
    const input = { key: object, body: file, contentType, isPublic: link === 'public' };
    await putObject(storage, input).catch((error) => {
      // It names the object wherever that may have been stored.
      mayBeThere = !isVendorError(error) || error.ids !== undefined;
      throw error;
    });
    isStored = true;
    const result = await use(img_url);
    return (await tidy()) ? { result } : { result, leftBehind };
  } catch (error) {
    const isGone = !mayBeThere || (await tidy());
    // Without its query, which may be a signature.
    const url = img_url.replace(/\?.*/, '');
    if (!isVendorError(error)) throw error;
    if (!isGone) throw error.withIds({ ...leftBehind, img_url: url });
    // It names an object that is not there any more.
    const { ids: _, ...context } = error.context;
    throw isStored ? error : new VendorError(error.kind, error.reason, context);
  }
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
};

/** For Lufff to fetch the file in. */
const expiresInS = 600;

const shorten = 'Use a shorter prefix, a bucket with a shorter name, or a short domain of the bucket (CNAME)';
const ways: Readonly<Record<Link, string>> = {
  public: shorten,
  'public-bucket': shorten,
  presigned:
    'Give the bucket a short domain (CNAME), or make the file public while it is there: at Aliyun, a presigned URL has about 140 characters without the names of bucket and file',
};

function shortUrl({ grant, link = 'public' }: Hosting, key: string, nowMs: number): string {
  const url =
    link === 'presigned'
      ? presignedUrl(grant, { method: 'GET', key, expiresInS }, nowMs)
      : `${bucketUrl(grant)}/${key.split('/').map(encodeURIComponent).join('/')}`;
  if (url.length <= maxUrlLength) return url;
  throw new VendorError(
    'bad-input',
    `the ${link} URL of the file would have ${url.length} characters, but Lufff takes ${maxUrlLength} at most`,
    { vendor: 'lufff', endpoint: 'hosting of the file', hint: ways[link], sent: false },
  );
}

/** Every error says that the file is left in the bucket. */
async function isDeleted(storage: OssClient, key: string): Promise<boolean> {
  try {
    await storage.deleteObject({ key });
    return true;
  } catch {
    return false;
  }
}
