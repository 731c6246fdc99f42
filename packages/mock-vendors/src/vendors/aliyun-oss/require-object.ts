import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { OssCall } from './call.ts';
import { OssFail } from './failure.ts';
import type { OssObject } from './state.ts';

export function requireObject({ state, bucket, key }: OssCall): OssObject {
  const object = state.objects.get(`${bucket}/${key}`);
  if (!object) throw new OssFail(aliyunOss.errors.noSuchKey, { elements: { Key: key } });
  return object;
}
