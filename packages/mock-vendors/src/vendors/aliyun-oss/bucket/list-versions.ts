import type { MockResponse } from '../../../engine/exchange.ts';
import type { OssCall } from '../call.ts';
import { ownerXml } from '../owner.ts';
import type { OssObject } from '../state.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { xmlResponse } from './configuration-operations.ts';
import { timeText } from './info.ts';
import { maxKeysOf } from './list-buckets.ts';
import { factsXml, foldersXml, nameWriter, pageOf } from './page.ts';

/** Objects of a bucket without versioning have one version, which is called `null`. */
export function listObjectVersions(call: OssCall): MockResponse {
  const { bucket, query } = call;
  const { isUrl, write } = nameWriter(call);
  const limit = maxKeysOf(call);
  const marker = query.get('key-marker') ?? '';
  const page = pageOf(call, { after: marker, limit });
  const content = [
    xmlText('Name', bucket),
    xmlElement('Prefix', write(query.get('prefix') ?? '')),
    xmlElement('KeyMarker', write(marker)),
    xmlText('VersionIdMarker', query.get('version-id-marker') ?? ''),
    xmlText('MaxKeys', String(limit)),
    xmlElement('Delimiter', write(query.get('delimiter') ?? '')),
    isUrl ? xmlText('EncodingType', 'url') : '',
    xmlText('IsTruncated', String(page.next !== undefined)),
    page.next === undefined
      ? ''
      : xmlElement('NextKeyMarker', write(page.next)) + xmlText('NextVersionIdMarker', 'null'),
    ...page.objects.map((object) => versionXml(object, write)),
    foldersXml(page.folders, write),
  ];
  return xmlResponse(xmlElement('ListVersionsResult', content.join('')));
}

const versionXml = (object: OssObject, write: (name: string) => string): string =>
  xmlElement(
    'Version',
    xmlElement('Key', write(object.key)) +
      xmlText('VersionId', 'null') +
      xmlText('IsLatest', 'true') +
      xmlText('LastModified', timeText(object.modifiedAt)) +
      factsXml(object) +
      ownerXml,
  );
