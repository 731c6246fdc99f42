import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { OssCall } from '../call.ts';
import { OssFail } from '../failure.ts';
import { childOf, childrenOf, malformedXml, textOf, textsOf, type XmlElement } from '../xml.ts';
import { bucketErrors } from './errors.ts';

export type ConfigurationCheck = (root: XmlElement, call: OssCall) => void;

const refuseUnless = (isValid: boolean): void => {
  if (!isValid) throw new OssFail(malformedXml);
};

const invalid = (message: string): OssFail => new OssFail(aliyunOss.errors.invalidArgument, { message });

const isOneOf = (text: string | undefined, ...values: readonly string[]): boolean =>
  text !== undefined && values.includes(text);

export const flag =
  (name: string) =>
  (root: XmlElement): void =>
    refuseUnless(isOneOf(textOf(root, name), 'true', 'false'));

const corsMethods = ['GET', 'PUT', 'DELETE', 'POST', 'HEAD'];

/** Documented for one bucket. */
const maxCorsRules = 20;

export const cors: ConfigurationCheck = (root) => {
  const rules = childrenOf(root, 'CORSRule');
  refuseUnless(rules.length > 0);
  if (rules.length > maxCorsRules) throw new OssFail(bucketErrors.tooManyCorsRules);
  for (const rule of rules) {
    const origins = textsOf(rule, 'AllowedOrigin');
    const methods = textsOf(rule, 'AllowedMethod');
    refuseUnless(origins.length > 0 && methods.length > 0);
    refuseUnless(methods.every((method) => corsMethods.includes(method)));
    const seconds = textOf(rule, 'MaxAgeSeconds');
    refuseUnless(seconds === undefined || (/^\d+$/.test(seconds) && Number(seconds) <= 999_999_999));
    const patterns = [...origins, ...textsOf(rule, 'AllowedHeader')];
    if (patterns.some((pattern) => pattern.split('*').length > 2))
      throw invalid('An allowed origin or header has one * at most.');
    if (textsOf(rule, 'ExposeHeader').some((name) => name.includes('*')))
      throw invalid('An exposed header has no *.');
  }
};

export const versioning: ConfigurationCheck = (root) =>
  refuseUnless(isOneOf(textOf(root, 'Status'), 'Enabled', 'Suspended'));

export const referer: ConfigurationCheck = (root) => {
  flag('AllowEmptyReferer')(root);
  refuseUnless(childOf(root, 'RefererList') !== undefined);
};

export const website: ConfigurationCheck = (root) => {
  const index = childOf(root, 'IndexDocument');
  const page = childOf(root, 'ErrorDocument');
  const rules = childOf(root, 'RoutingRules');
  refuseUnless(index !== undefined || page !== undefined || rules !== undefined);
  const suffix = textOf(index, 'Suffix');
  if (index && !suffix) throw invalid('The index document needs a suffix.');
  if (suffix?.includes('/')) throw invalid('The suffix of the index document has no slash.');
  if (page && !textOf(page, 'Key')) throw invalid('The error document needs a key.');
};

export const encryption: ConfigurationCheck = (root) => {
  const rule = childOf(root, 'ApplyServerSideEncryptionByDefault');
  refuseUnless(rule !== undefined);
  if (!isOneOf(textOf(rule, 'SSEAlgorithm'), 'AES256', 'KMS', 'SM4'))
    throw invalid('The encryption algorithm is none of AES256, KMS and SM4.');
};

export const requestPayment: ConfigurationCheck = (root) =>
  refuseUnless(isOneOf(textOf(root, 'Payer'), 'BucketOwner', 'Requester'));

/** Without LoggingEnabled, logging is turned off. */
export const logging: ConfigurationCheck = (root, { bucket, settings: { buckets } }) => {
  const enabled = childOf(root, 'LoggingEnabled');
  if (!enabled) return;
  const target = textOf(enabled, 'TargetBucket') ?? '';
  refuseUnless(target !== '');
  if (!Object.hasOwn(buckets, target) || buckets[target]?.region !== buckets[bucket]?.region)
    throw new OssFail(bucketErrors.invalidTargetForLogging, { elements: { BucketName: target } });
};

export const accessMonitor: ConfigurationCheck = (root) =>
  refuseUnless(isOneOf(textOf(root, 'Status'), 'Enabled', 'Disabled'));

/** In bytes. What happens beyond the quota is not documented: nothing is refused. */
export const storageQuota: ConfigurationCheck = (root) =>
  refuseUnless(
    /^\d+$/.test(textOf(root, 'StorageQuota') ?? '') && isOneOf(textOf(root, 'Mode'), 'Strict', 'Warning'),
  );

/** In GB; -1 for no limit. What happens beyond the limit is not documented: nothing is refused. */
export const storageCapacity: ConfigurationCheck = (root) => {
  const text = textOf(root, 'StorageCapacity') ?? '';
  refuseUnless(/^-?\d+$/.test(text));
  if (Number(text) < -1) throw invalid('The storage capacity is -1 or more.');
};
