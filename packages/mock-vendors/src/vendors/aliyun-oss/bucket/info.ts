import type { MockResponse } from '../../../engine/exchange.ts';
import type { BucketSettings } from '../bucket-settings.ts';
import { configurationOf, configurationsUnder } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { requireBucket } from '../names.ts';
import { owner } from '../owner.ts';
import { childOf, parseXml, textOf, xmlElement, xmlText } from '../xml.ts';
import { xmlResponse } from './configuration-operations.ts';
import { replicationPrefix } from './replication.ts';
import { resourceGroupOf } from './resource-group.ts';

/** Of the buckets of the settings, which have always been there. */
const beginning = Date.UTC(2020, 0, 1);

/** As a list of buckets and a bucket's information name it. */
export const placeXml = ({ region, createdAt = beginning }: BucketSettings): string =>
  [
    xmlText('CreationDate', timeText(createdAt)),
    xmlText('ExtranetEndpoint', `oss-${region}.aliyuncs.com`),
    xmlText('IntranetEndpoint', `oss-${region}-internal.aliyuncs.com`),
    xmlText('Location', `oss-${region}`),
  ].join('');

/** Whole seconds: clients refuse other milliseconds. */
export const timeText = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString();

export function getBucketInfo(call: OssCall): MockResponse {
  const { state, settings, bucket } = call;
  const known = requireBucket(settings, bucket);
  const kept = (name: string, root: string) => {
    const document = configurationOf(state, bucket, name);
    return document === undefined ? undefined : parseXml(document, root);
  };
  const isReplicated = configurationsUnder(state, bucket, replicationPrefix).length > 0;
  const versioning = textOf(kept('versioning', 'VersioningConfiguration'), 'Status');
  const content = [
    placeXml(known),
    xmlText('Name', bucket),
    xmlText('StorageClass', known.storageClass ?? 'Standard'),
    xmlText('DataRedundancyType', known.dataRedundancyType ?? 'LRS'),
    xmlText(
      'TransferAcceleration',
      acceleration(kept('transferAcceleration', 'TransferAccelerationConfiguration')),
    ),
    xmlText('CrossRegionReplication', isReplicated ? 'Enabled' : 'Disabled'),
    xmlText('ResourceGroupId', resourceGroupOf(state, bucket)),
    xmlText(
      'BlockPublicAccess',
      textOf(kept('publicAccessBlock', 'PublicAccessBlockConfiguration'), 'BlockPublicAccess') ?? 'false',
    ),
    xmlText(
      'AccessMonitor',
      textOf(kept('accessmonitor', 'AccessMonitorConfiguration'), 'Status') ?? 'Disabled',
    ),
    versioning === undefined ? '' : xmlText('Versioning', versioning),
    xmlElement('Owner', xmlText('DisplayName', owner.displayName) + xmlText('ID', owner.id)),
    xmlElement('AccessControlList', xmlText('Grant', known.acl)),
    encryptionXml(kept('encryption', 'ServerSideEncryptionRule')),
    loggingXml(kept('logging', 'BucketLoggingStatus')),
    xmlText('Comment', ''),
  ];
  return xmlResponse(xmlElement('BucketInfo', xmlElement('Bucket', content.join(''))));
}

type Kept = ReturnType<typeof parseXml> | undefined;

const acceleration = (root: Kept) => (textOf(root, 'Enabled') === 'true' ? 'Enabled' : 'Disabled');

function encryptionXml(root: Kept): string {
  const rule = root && childOf(root, 'ApplyServerSideEncryptionByDefault');
  const key = textOf(rule, 'KMSMasterKeyID');
  return xmlElement(
    'ServerSideEncryptionRule',
    xmlText('SSEAlgorithm', textOf(rule, 'SSEAlgorithm') ?? 'None') +
      (key ? xmlText('KMSMasterKeyID', key) : ''),
  );
}

function loggingXml(root: Kept): string {
  const enabled = root && childOf(root, 'LoggingEnabled');
  return xmlElement(
    'BucketPolicy',
    xmlText('LogBucket', textOf(enabled, 'TargetBucket') ?? '') +
      xmlText('LogPrefix', textOf(enabled, 'TargetPrefix') ?? ''),
  );
}

export function getBucketLocation({ settings, bucket }: OssCall): MockResponse {
  const { region } = requireBucket(settings, bucket);
  return xmlResponse(xmlText('LocationConstraint', `oss-${region}`));
}
