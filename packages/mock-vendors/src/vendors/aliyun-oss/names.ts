import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { BucketSettings } from './bucket-settings.ts';
import { OssFail } from './failure.ts';
import type { AliyunOssSettings } from './settings.ts';

export function requireValidBucketName(bucket: string): void {
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket))
    throw new OssFail(aliyunOss.errors.invalidBucketName, { elements: { BucketName: bucket } });
}

export function requireBucket({ buckets }: AliyunOssSettings, bucket: string): BucketSettings {
  requireValidBucketName(bucket);
  const known = Object.hasOwn(buckets, bucket) ? buckets[bucket] : undefined;
  if (!known) throw new OssFail(aliyunOss.errors.noSuchBucket, { elements: { BucketName: bucket } });
  return known;
}

/** Documented for the key of an object, in UTF-8. */
const maxKeyBytes = 1023;

export function requireValidKey(key: string): void {
  const ec = invalidKeyEc(key);
  if (ec) throw new OssFail(aliyunOss.errors.invalidObjectName, { ec, elements: { ObjectName: key } });
}

export const isValidKey = (key: string): boolean => invalidKeyEc(key) === undefined;

function invalidKeyEc(key: string): string | undefined {
  if (key === '') return '0016-00000001';
  if (Buffer.byteLength(key) > maxKeyBytes) return '0016-00000003';
  return /^[/\\]/.test(key) ? '0016-00000005' : undefined;
}
