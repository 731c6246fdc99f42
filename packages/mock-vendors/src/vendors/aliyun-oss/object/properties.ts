import type { BucketAcl } from '../bucket-settings.ts';
import { configurationOf } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import type { ObjectProperties, OssState } from '../state.ts';
import { tagsOfHeader } from '../tags.ts';
import { childOf, parseXml, textOf } from '../xml.ts';
import { invalidArgument } from './errors.ts';

type Headers = Readonly<Record<string, string>>;

const keptHeaders =
  /^(x-oss-meta-.*|cache-control|content-disposition|content-encoding|content-language|expires|x-oss-server-side-encryption.*|x-oss-server-side-data-encryption)$/;

const storageClasses = ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'];
const encryptions = ['AES256', 'KMS', 'SM4'];
const maxMetaBytes = 8 << 10;

type Place = Pick<OssCall, 'state' | 'settings' | 'bucket' | 'key'>;

/** What the headers of an upload say about the object, and its bucket where they do not. */
export function propertiesOf({ state, settings, bucket, key }: Place, headers: Headers): ObjectProperties {
  const acl = aclOf(headers);
  const tags = tagsOfHeader(headers['x-oss-tagging']);
  checkEncryption(headers);
  checkTrafficLimit(headers['x-oss-traffic-limit']);
  const kept = Object.entries(headers).filter(([name]) => keptHeaders.test(name));
  const meta = kept.filter(([name]) => name.startsWith('x-oss-meta-'));
  if (meta.reduce((sum, [name, value]) => sum + name.length + value.length, 0) > maxMetaBytes)
    throw invalidArgument('x-oss-meta-*', '', 'The metadata is too long.');
  const sent = headers['x-oss-storage-class'] ?? settings.buckets[bucket]?.storageClass ?? 'Standard';
  if (!storageClasses.includes(sent))
    throw invalidArgument('x-oss-storage-class', sent, 'The storage class you specified is invalid.');
  return {
    ...{ bucket, key },
    headers: { ...defaultEncryption(state, bucket, headers), ...Object.fromEntries(kept) },
    type: headers['content-type'] ?? 'application/octet-stream',
    ...(acl && { acl }),
    ...(tags.size > 0 && { tags }),
    ...(sent !== 'Standard' && { storageClass: sent }),
  };
}

/** The encryption of the bucket, as headers, for an object that is sent without one of its own. */
function defaultEncryption(state: OssState, bucket: string, headers: Headers): Headers {
  const document = configurationOf(state, bucket, 'encryption');
  if (document === undefined || headers['x-oss-server-side-encryption'] !== undefined) return {};
  const rule = childOf(parseXml(document, 'ServerSideEncryptionRule'), 'ApplyServerSideEncryptionByDefault');
  const values = {
    'x-oss-server-side-encryption': textOf(rule, 'SSEAlgorithm'),
    'x-oss-server-side-encryption-key-id': textOf(rule, 'KMSMasterKeyID'),
    'x-oss-server-side-data-encryption': textOf(rule, 'KMSDataEncryption'),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

/** The headers among these that say how the object is encrypted. */
export const encryptionIn = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-oss-server-side-')));

/** Undefined for that of the bucket. */
export function aclOf(headers: Headers): BucketAcl | undefined {
  const sent = headers['x-oss-object-acl'] ?? 'default';
  if (sent === 'default') return undefined;
  if (sent === 'private' || sent === 'public-read' || sent === 'public-read-write') return sent;
  throw invalidArgument('x-oss-object-acl', sent, 'no such object access control exists');
}

function checkEncryption(headers: Headers): void {
  const sent = headers['x-oss-server-side-encryption'];
  if (sent !== undefined && !encryptions.includes(sent))
    throw invalidArgument('x-oss-server-side-encryption', sent, 'The encryption algorithm is invalid.');
}

/** Bits a second: 30 KB/s to 100 MB/s. Nothing is slowed down. */
export function checkTrafficLimit(sent: string | undefined): void {
  if (sent === undefined) return;
  const limit = Number(sent);
  if (!/^\d+$/.test(sent) || limit < 245_760 || limit > 838_860_800)
    throw invalidArgument('x-oss-traffic-limit', sent, 'The traffic limit is out of range.');
}
