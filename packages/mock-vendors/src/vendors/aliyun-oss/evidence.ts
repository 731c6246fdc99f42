import { aliyunOss } from '@api-repack/core/aliyun-oss';
import { client, each, fixture, manual, type VendorEvidence } from '../../evidence/evidence.ts';
import { errors } from './failure.ts';
import type { OssOperation } from './operation.ts';
import { operations } from './operations.ts';

const titled = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const reference = (name: string) => manual(`Aliyun OSS API reference, ${titled(name)}`);
const aliOss = client('ali-oss 6.23.0, which the tests run against the mock');
/** Sub-resources that ali-oss has no methods for. */
const unknownToAliOss =
  `accessmonitor accessPoint accessPointPolicy archiveDirectRead cleanRestoredObject cname httpsConfig metaQuery
  overwriteConfig policyStatus publicAccessBlock qos qosInfo quota redundancyTransition regions replication
  replicationLocation replicationProgress resourceGroup rtc seal style transferAcceleration userDefinedLogFieldsConfig`.split(
    /\s+/,
  );

const isKnownToAliOss = ({ selectors, comp, method }: OssOperation): boolean =>
  method !== 'OPTIONS' && comp !== 'callback' && !selectors.some((name) => unknownToAliOss.includes(name));
const codes = manual('https://help.aliyun.com/zh/oss/support/http-status-code');

export const evidence: VendorEvidence = {
  endpoints: {
    ...each(Object.keys(aliyunOss.endpoints), (name) => [reference(name), aliOss]),
    ...Object.fromEntries(
      operations.map((operation) => [
        operation.name,
        isKnownToAliOss(operation) ? [reference(operation.name), aliOss] : [reference(operation.name)],
      ]),
    ),
    callbackKey: [manual('https://help.aliyun.com/document_detail/31989.html')],
    sts: [manual('Aliyun STS API reference, AssumeRole')],
  },
  errors: {
    ...each(Object.keys(errors), () => [codes]),
    callbackFailed: [
      manual('https://help.aliyun.com/document_detail/31989.html'),
      fixture('aliyun-oss/putObject.callback-failed'),
    ],
  },
  assumptions: {
    corsWithoutRules: { because: 'tests in a page should not need rules first', alternatives: ['refuse'] },
    malformedCallback: { because: 'OSS stores nothing that it cannot report', alternatives: ['fail'] },
    unknownCallbackVariable: { because: 'there is nothing to put in its place', alternatives: ['null'] },
    postRedirectQuery: { because: 'as Amazon S3, whose form this is', alternatives: [false] },
    showsCanonicalRequest: { because: 'clients show it', alternatives: [false] },
    maxImageActions: { because: 'not documented', alternatives: [8] },
  },
};
