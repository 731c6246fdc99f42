import OSS from 'ali-oss';
import { openOss, ownKeys } from './oss.ts';

interface AliOssResult {
  readonly res: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  readonly content: Buffer;
  readonly meta: Readonly<Record<string, string>>;
  readonly tag: Readonly<Record<string, string>>;
  readonly acl: string;
  readonly uploadId: string;
  readonly etag: string;
  readonly targetName: string;
  readonly nextAppendPosition: string;
  readonly uploads: readonly { readonly name: string; readonly uploadId: string }[];
  readonly deleted: readonly { readonly Key: string }[];
  readonly objects: readonly object[] | null | undefined;
  readonly data: object;
  readonly channels: readonly object[];
  readonly nextMarker: string | null;
  readonly taskId: string;
  readonly taskInfo: object;
  readonly state: string;
}

type Method =
  | 'abortMultipartUpload'
  | 'append'
  | 'completeMultipartUpload'
  | 'copy'
  | 'createVod'
  | 'delete'
  | 'deleteChannel'
  | 'deleteMulti'
  | 'deleteObjectTagging'
  | 'get'
  | 'getACL'
  | 'getAsyncFetch'
  | 'getChannel'
  | 'getChannelHistory'
  | 'getChannelStatus'
  | 'getObjectTagging'
  | 'getSymlink'
  | 'head'
  | 'initMultipartUpload'
  | 'list'
  | 'listChannels'
  | 'listParts'
  | 'listUploads'
  | 'multipartUpload'
  | 'multipartUploadCopy'
  | 'put'
  | 'putACL'
  | 'putBucket'
  | 'postAsyncFetch'
  | 'putBucketVersioning'
  | 'putChannel'
  | 'putChannelStatus'
  | 'putObjectTagging'
  | 'putStream'
  | 'putSymlink'
  | 'restore'
  | 'uploadPart';

/** Its types lack half of its methods. */
export type AliOss = Readonly<Record<Method, (...given: readonly unknown[]) => Promise<AliOssResult>>>;

const isAliOss = (client: unknown): client is AliOss => client instanceof OSS;

/** The emulator, and ali-oss pointed at it. */
export async function openAliOss(options: object = {}) {
  const oss = await openOss();
  const client: unknown = new OSS({ ...ownKeys, bucket: 'mock-bucket', endpoint: oss.origin, ...options });
  if (!isAliOss(client)) throw new Error('ali-oss is not a client');
  return { ...oss, oss, client };
}
