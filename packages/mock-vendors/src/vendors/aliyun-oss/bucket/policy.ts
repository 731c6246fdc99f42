import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { done, noContent } from '../empty.ts';
import { OssFail } from '../failure.ts';
import type { OssOperation } from '../operation.ts';
import { isPublic, parsePolicy } from '../policy/policy.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { documentOf } from './body.ts';
import { xmlResponse } from './configuration-operations.ts';
import { missingConfiguration } from './errors.ts';
import { requirePublicAccess } from './public-access.ts';

const name = 'policy';
const bucket = { scope: 'bucket' } as const;

export const policyOperations: readonly OssOperation[] = [
  { name: 'putBucketPolicy', method: 'PUT', ...bucket, selectors: [name], run: putPolicy },
  { name: 'getBucketPolicy', method: 'GET', ...bucket, selectors: [name], run: getPolicy },
  { name: 'deleteBucketPolicy', method: 'DELETE', ...bucket, selectors: [name], run: deletePolicy },
  { name: 'getBucketPolicyStatus', method: 'GET', ...bucket, selectors: ['policyStatus'], run: getStatus },
];

/** Every statement says whom it is for, other than in a policy of STS. */
async function putPolicy(call: OssCall): Promise<MockResponse> {
  const document = await documentOf(call);
  const policy = parsePolicy(document);
  const isComplete = policy?.statements.every(
    ({ Principal, NotPrincipal }) => (Principal === undefined) !== (NotPrincipal === undefined),
  );
  if (!policy || !isComplete)
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'The policy is not valid: check its JSON, Version and Statement.',
    });
  if (isPublic(policy)) requirePublicAccess(call.state, call.bucket);
  setConfiguration(call.state, { bucket: call.bucket, name }, document);
  return done;
}

function getPolicy({ state, bucket }: OssCall): MockResponse {
  const document = configurationOf(state, bucket, name);
  if (document === undefined)
    throw new OssFail(missingConfiguration('NoSuchBucketPolicy', 'bucket policy'), {
      elements: { BucketName: bucket },
    });
  return { status: 200, headers: { 'content-type': 'application/json' }, body: document };
}

function deletePolicy({ state, bucket }: OssCall): MockResponse {
  setConfiguration(state, { bucket, name }, undefined);
  return noContent;
}

function getStatus({ state, bucket }: OssCall): MockResponse {
  const policy = parsePolicy(configurationOf(state, bucket, name) ?? '');
  const answer = policy !== undefined && isPublic(policy);
  return xmlResponse(xmlElement('PolicyStatus', xmlText('IsPublic', String(answer))));
}
