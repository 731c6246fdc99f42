import type { MockResponse } from '../../../engine/exchange.ts';
import { xmlResponse } from '../bucket/configuration-operations.ts';
import { timeText } from '../bucket/info.ts';
import { nameParameter, pageLengthOf } from '../bucket/list-parameters.ts';
import { folderOf, nameWriter } from '../bucket/page.ts';
import type { OssCall } from '../call.ts';
import { compareKeys } from '../compare-keys.ts';
import { ownerXml } from '../owner.ts';
import type { MultipartUpload } from '../state.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { invalidArgument } from './errors.ts';
import { requireUpload } from './multipart.ts';

export function listParts(call: OssCall): MockResponse {
  const { uploadId, parts, properties } = requireUpload(call);
  const limit = pageLengthOf(call, 'max-parts', { usual: 1000 });
  const marker = Number(call.query.get('part-number-marker') || 0);
  if (!Number.isInteger(marker) || marker < 0)
    throw invalidArgument(
      'part-number-marker',
      String(call.query.get('part-number-marker')),
      'The marker is no number.',
    );
  const found = [...parts.values()]
    .filter(({ partNumber }) => partNumber > marker)
    .sort((a, b) => a.partNumber - b.partNumber);
  const page = found.slice(0, limit);
  const { write, isUrl } = nameWriter(call);
  const content = [
    isUrl ? xmlText('EncodingType', 'url') : '',
    xmlText('Bucket', call.bucket),
    xmlElement('Key', write(call.key)),
    xmlText('UploadId', uploadId),
    xmlText('StorageClass', properties.storageClass ?? 'Standard'),
    xmlText('PartNumberMarker', String(marker)),
    xmlText('NextPartNumberMarker', String(page.at(-1)?.partNumber ?? 0)),
    xmlText('MaxParts', String(limit)),
    xmlText('IsTruncated', String(found.length > limit)),
    ...page.map(({ partNumber, modifiedAt, etag, crc64, size }) =>
      xmlElement(
        'Part',
        xmlText('PartNumber', String(partNumber)) +
          xmlText('LastModified', timeText(modifiedAt)) +
          xmlText('ETag', `"${etag}"`) +
          xmlText('HashCrc64ecma', crc64) +
          xmlText('Size', String(size)),
      ),
    ),
  ];
  return xmlResponse(xmlElement('ListPartsResult', content.join('')));
}

export function listUploads(call: OssCall): MockResponse {
  const { state, bucket } = call;
  const limit = pageLengthOf(call, 'max-uploads', { usual: 1000 });
  const { write, isUrl } = nameWriter(call);
  const [prefix = '', delimiter = '', keyMarker = '', idMarker = ''] = [
    'prefix',
    'delimiter',
    'key-marker',
    'upload-id-marker',
  ].map((name) => nameParameter(call, name));
  const found = [...state.uploads.values()]
    .filter(({ properties }) => properties.bucket === bucket && properties.key.startsWith(prefix))
    .sort((a, b) => compareKeys(a.properties.key, b.properties.key) || compareKeys(a.uploadId, b.uploadId));
  const entries = new Map<string, MultipartUpload | undefined>();
  for (const upload of found) {
    const { key } = upload.properties;
    const order = compareKeys(key, keyMarker);
    if (keyMarker !== '' && (order < 0 || (order === 0 && (idMarker === '' || upload.uploadId <= idMarker))))
      continue;
    const folder = folderOf(key, { prefix, delimiter });
    if (folder === undefined) entries.set(`${key}\0${upload.uploadId}`, upload);
    else if (folder !== keyMarker) entries.set(folder, undefined);
  }
  const page = [...entries].slice(0, limit);
  const last = page.at(-1);
  const content = [
    isUrl ? xmlText('EncodingType', 'url') : '',
    xmlText('Bucket', bucket),
    xmlElement('KeyMarker', write(keyMarker)),
    xmlText('UploadIdMarker', idMarker),
    xmlElement('NextKeyMarker', write(last?.[1]?.properties.key ?? last?.[0] ?? '')),
    xmlText('NextUploadIdMarker', last?.[1]?.uploadId ?? ''),
    xmlElement('Delimiter', write(delimiter)),
    xmlElement('Prefix', write(prefix)),
    xmlText('MaxUploads', String(limit)),
    xmlText('IsTruncated', String(entries.size > limit)),
    ...page.map(([folder, upload]) =>
      upload ? uploadXml(upload, write) : xmlElement('CommonPrefixes', xmlElement('Prefix', write(folder))),
    ),
  ];
  return xmlResponse(xmlElement('ListMultipartUploadsResult', content.join('')));
}

const uploadXml = (
  { properties, uploadId, initiatedAt }: MultipartUpload,
  write: (name: string) => string,
): string =>
  xmlElement(
    'Upload',
    xmlElement('Key', write(properties.key)) +
      xmlText('UploadId', uploadId) +
      ownerXml +
      xmlText('StorageClass', properties.storageClass ?? 'Standard') +
      xmlText('Initiated', timeText(initiatedAt)),
  );
