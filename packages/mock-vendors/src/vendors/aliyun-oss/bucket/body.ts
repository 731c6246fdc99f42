import { createHash } from 'node:crypto';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import { readWhole } from '../../../http/body.ts';
import type { OssCall } from '../call.ts';
import { OssFail } from '../failure.ts';

/** Larger than any documented configuration, and than a list of 1,000 keys or 10,000 parts. */
const maxDocumentBytes = 4 << 20;

/** A document in the body of a request, as text. */
export async function documentOf({ exchange }: OssCall): Promise<string> {
  const { request } = exchange;
  const body = await readWhole(request.body, maxDocumentBytes).catch(() => {
    throw new OssFail(aliyunOss.errors.entityTooLarge);
  });
  const sent = request.headers['content-md5'];
  if (sent !== undefined && sent !== createHash('md5').update(body).digest('base64'))
    throw new OssFail(aliyunOss.errors.invalidDigest, { ec: '0017-00000503' });
  return body.toString();
}
