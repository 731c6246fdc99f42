import type { BucketAcl } from '../bucket-settings.ts';
import type { ObjectProperties } from '../state.ts';
import { tagsOfHeader } from '../tags.ts';
import { invalidArgument } from './errors.ts';

type Headers = Readonly<Record<string, string>>;

const keptHeaders =
  /^(x-oss-meta-.*|cache-control|content-disposition|content-encoding|content-language|expires|x-oss-server-side-encryption.*|x-oss-server-side-data-encryption)$/;

const storageClasses = ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'];
const encryptions = ['AES256', 'KMS', 'SM4'];
const maxMetaBytes = 8 << 10;

/** What the headers of an upload say about the object. */
export function propertiesOf(
  headers: Headers,
  {
    bucket,
    key,
    storageClass = 'Standard',
  }: { bucket: string; key: string; storageClass?: string | undefined },
): ObjectProperties {
  const acl = aclOf(headers);
  const tags = tagsOfHeader(headers['x-oss-tagging']);
  checkEncryption(headers);
  checkTrafficLimit(headers['x-oss-traffic-limit']);
  const kept = Object.entries(headers).filter(([name]) => keptHeaders.test(name));
  const meta = kept.filter(([name]) => name.startsWith('x-oss-meta-'));
  if (meta.reduce((sum, [name, value]) => sum + name.length + value.length, 0) > maxMetaBytes)
    throw invalidArgument('x-oss-meta-*', '', 'The metadata is too long.');
  const sent = headers['x-oss-storage-class'] ?? storageClass;
  if (!storageClasses.includes(sent))
    throw invalidArgument('x-oss-storage-class', sent, 'The storage class you specified is invalid.');
  return {
    ...{ bucket, key, headers: Object.fromEntries(kept) },
    type: headers['content-type'] ?? 'application/octet-stream',
    ...(acl && { acl }),
    ...(tags.size > 0 && { tags }),
    ...(sent !== 'Standard' && { storageClass: sent }),
  };
}

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
