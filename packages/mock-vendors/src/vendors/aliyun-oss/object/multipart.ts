import { createHash } from 'node:crypto';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { documentOf } from '../bucket/body.ts';
import { xmlResponse } from '../bucket/configuration-operations.ts';
import { timeText } from '../bucket/info.ts';
import { nameWriter } from '../bucket/page.ts';
import type { OssCall } from '../call.ts';
import { callbackOf } from '../callback-config.ts';
import { Digest } from '../digest.ts';
import { noContent } from '../empty.ts';
import { OssFail } from '../failure.ts';
import type { MultipartUpload, UploadedPart } from '../state.ts';
import { childrenOf, malformedXml, parseXml, textOf, xmlElement, xmlText } from '../xml.ts';
import { contentDropped, invalidArgument, objectErrors } from './errors.ts';
import { encryptionIn, propertiesOf } from './properties.ts';
import {
  answerUpload,
  checkLength,
  checkOverwrite,
  finish,
  joinContents,
  receiveBody,
  secondOf,
  storedHeaders,
} from './receive.ts';
import { requireReadable } from './restore.ts';
import { copyRangeOf, sourceOfPart, sourceVersionHeader } from './source.ts';

const maxPartNumber = 10_000;
/** Documented for every part but the last. */
const minPartBytes = 100 << 10;

export function initiateUpload(call: OssCall): MockResponse {
  const { exchange, state, bucket, key } = call;
  const properties = propertiesOf(call, exchange.request.headers);
  checkOverwrite(call, key);
  const uploadId = exchange.world.ids.hex().toUpperCase();
  state.uploads.set(uploadId, { uploadId, initiatedAt: secondOf(call), properties, parts: new Map() });
  const { write, isUrl } = nameWriter(call);
  const content =
    (isUrl ? xmlText('EncodingType', 'url') : '') +
    xmlText('Bucket', bucket) +
    xmlElement('Key', write(key)) +
    xmlText('UploadId', uploadId);
  const response = xmlResponse(xmlElement('InitiateMultipartUploadResult', content));
  return { ...response, headers: { ...response.headers, ...encryptionIn(properties.headers) } };
}

export function requireUpload({ state, bucket, key, query }: OssCall): MultipartUpload {
  const uploadId = query.get('uploadId') ?? '';
  const upload = state.uploads.get(uploadId);
  if (upload?.properties.bucket === bucket && upload.properties.key === key) return upload;
  throw new OssFail(objectErrors.noSuchUpload, { elements: { UploadId: uploadId } });
}

export async function uploadPart(call: OssCall): Promise<MockResponse> {
  const partNumber = partNumberOf(call);
  requireUpload(call);
  checkLength(call);
  const content = await receiveBody(call);
  // Looked for again: it may have been aborted meanwhile.
  const { parts, properties } = requireUpload(call);
  parts.set(partNumber, { ...content, partNumber, modifiedAt: secondOf(call) });
  const { etag, md5, crc64 } = content;
  const sums = { etag: `"${etag}"`, 'content-md5': md5, 'x-oss-hash-crc64ecma': crc64 };
  return { status: 200, headers: { ...sums, ...encryptionIn(properties.headers) }, body: '' };
}

function partNumberOf({ query }: OssCall): number {
  const text = query.get('partNumber') ?? '';
  if (text === '')
    throw invalidArgument('ResourceType', 'partNumber', {
      message: 'Unexpected query string parameter',
      ec: '0017-00000219',
    });
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= maxPartNumber) return number;
  throw invalidArgument('PartNumber', text, {
    message: 'Part number must be an integer between 1 and 10000, inclusive.',
    ec: '0017-00000220',
  });
}

export async function copyPart(call: OssCall): Promise<MockResponse> {
  const partNumber = partNumberOf(call);
  requireUpload(call);
  const source = sourceOfPart(call);
  requireReadable(call, source);
  const { blobs } = call.exchange.world;
  const opened = blobs.open(source.content, copyRangeOf(call, source));
  if (!opened) throw contentDropped();
  const digest = new Digest();
  const content = await blobs.write(opened.stream, digest);
  const part: UploadedPart = { content, ...digest.facts, partNumber, modifiedAt: secondOf(call) };
  requireUpload(call).parts.set(partNumber, part);
  const result = xmlText('LastModified', timeText(part.modifiedAt)) + xmlText('ETag', `"${part.etag}"`);
  const response = xmlResponse(xmlElement('CopyPartResult', result));
  return {
    ...response,
    headers: {
      ...response.headers,
      etag: `"${part.etag}"`,
      'x-oss-hash-crc64ecma': part.crc64,
      ...sourceVersionHeader(source),
    },
  };
}

export function abortUpload(call: OssCall): MockResponse {
  const { uploadId } = requireUpload(call);
  call.state.uploads.delete(uploadId);
  return noContent;
}

export async function completeUpload(call: OssCall): Promise<MockResponse> {
  const upload = requireUpload(call);
  const callback = callbackOf(call);
  const parts = await partsToJoin(call, upload);
  checkOverwrite(call, call.key);
  const content = await joinContents(
    call,
    parts.map((part) => part.content),
  );
  requireUpload(call);
  const hash = createHash('md5').update(Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex'))));
  const etag = `${hash.digest('hex').toUpperCase()}-${parts.length}`;
  const object = finish(call, {
    ...upload.properties,
    ...content,
    ...{ etag, md5: '', objectType: 'Multipart', modifiedAt: secondOf(call) },
  });
  call.state.uploads.delete(upload.uploadId);
  const { write, isUrl } = nameWriter(call);
  const host = call.exchange.request.headers.host ?? '';
  const result = [
    isUrl ? xmlText('EncodingType', 'url') : '',
    xmlText('Location', `http://${host}/${encodeURIComponent(call.key.toWellFormed())}`),
    xmlText('Bucket', call.bucket),
    xmlElement('Key', write(call.key)),
    xmlText('ETag', `"${etag}"`),
  ].join('');
  const xml = xmlResponse(xmlElement('CompleteMultipartUploadResult', result));
  const response = { ...xml, headers: { ...xml.headers, ...storedHeaders(object) } };
  return answerUpload(call, object, { callback, response });
}

/** Those that the client lists, or all of them with `x-oss-complete-all: yes`. */
async function partsToJoin(call: OssCall, { parts }: MultipartUpload): Promise<UploadedPart[]> {
  const isAll = call.exchange.request.headers['x-oss-complete-all']?.toLowerCase() === 'yes';
  const document = await documentOf(call);
  if (isAll && document.trim() !== '')
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'The body must be empty with x-oss-complete-all.',
    });
  const joined = isAll
    ? [...parts.values()].sort((a, b) => a.partNumber - b.partNumber)
    : listedParts(document, parts);
  if (joined.length === 0) throw new OssFail(malformedXml);
  const small = joined.slice(0, -1).find(({ size }) => size < minPartBytes);
  if (small)
    throw new OssFail(objectErrors.entityTooSmall, {
      elements: {
        ProposedSize: String(small.size),
        MinSizeAllowed: String(minPartBytes),
        PartNumber: String(small.partNumber),
        ETag: small.etag,
      },
    });
  return joined;
}

function listedParts(document: string, parts: MultipartUpload['parts']): UploadedPart[] {
  const listed = childrenOf(parseXml(document, 'CompleteMultipartUpload'), 'Part');
  if (listed.length > maxPartNumber) throw new OssFail(malformedXml);
  let last = 0;
  return listed.map((element) => {
    const number = Number(textOf(element, 'PartNumber') || Number.NaN);
    const etag = textOf(element, 'ETag')?.replaceAll('"', '') ?? '';
    if (!Number.isInteger(number) || number < 1) throw new OssFail(malformedXml);
    if (number <= last) throw new OssFail(objectErrors.invalidPartOrder);
    last = number;
    const part = parts.get(number);
    if (part?.etag === etag.toUpperCase()) return part;
    throw new OssFail(objectErrors.invalidPart, { elements: { PartNumber: String(number), ETag: etag } });
  });
}
