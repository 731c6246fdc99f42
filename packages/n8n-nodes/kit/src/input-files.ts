import type { ByteStream, HttpResponse } from '@api-repack/core';
import {
  type IBinaryData,
  type IDataObject,
  type INodeExecutionData,
  NodeOperationError,
} from 'n8n-workflow';
import { nameInUrl, withExtension, withoutExtension } from './file-name.ts';
import type { Item } from './run-items.ts';
import { type Content, StreamedFile } from './streamed-file.ts';

/** Where a file of an item comes from: a field of the item, a file itself (from an expression), or a URL. */
export type Source = { readonly field: string | IBinaryData } | { readonly url: string };

const maxRedirects = 5;
const timeoutMs = 120_000;
/** More than any vendor takes. */
const maxBytes = 100 << 20;

/** The files that an item names. Reads none of them. */
export function sourcesOf(item: Item): Source[] {
  if (item.parameter('inputSource', 'binary') === 'binary')
    return fieldsOf(item, item.parameter<unknown>('binaryField', ''));
  const urls = listOf(item.parameter<unknown>('imageUrl', ''), /\s+/).map((url) => ({ url: String(url) }));
  if (urls.length > 0) return urls;
  throw refuse(item, 'No image URL is given', 'Enter the URL of an image');
}

/** The files in the named fields of an item. */
export function fieldsOf(item: Item, fields: unknown): Source[] {
  const sources = listOf(fields, /\s*,\s*/).map((field) => ({ field: field as string | IBinaryData }));
  for (const { field } of sources) assertFile(item, field);
  if (sources.length > 0) return sources;
  throw refuse(item, 'No input field is named', 'Enter the name of the field that holds the file');
}

function assertFile(item: Item, field: string | IBinaryData): void {
  try {
    item.context.helpers.assertBinaryData(item.index, locate(item, field));
  } catch (error) {
    const names = Object.keys(item.context.getInputData()[item.index]?.binary ?? {});
    if (error instanceof NodeOperationError && names.length > 0)
      error.description = `${error.description}. The item has files in: ${names.join(', ')}`;
    throw error;
  }
}

/** An expression may give a list; a text is cut into one. */
export function listOf(value: unknown, separator: RegExp): unknown[] {
  const parts = typeof value === 'string' ? value.trim().split(separator) : [value].flat();
  return parts.filter((part) => part !== undefined && part !== null && part !== '');
}

/** The name of a file, without reading it. */
export function nameOf(item: Item, source: Source): string {
  if ('url' in source) return (URL.canParse(source.url) && nameInUrl(source.url)) || 'image';
  return item.context.helpers.assertBinaryData(item.index, locate(item, source.field)).fileName || 'image';
}

/** Tells files apart without reading them, so that none is paid for twice. */
export function fingerprint(item: Item, source: Source): unknown {
  if ('url' in source) return source.url;
  const { id, data, fileName } = item.context.helpers.assertBinaryData(
    item.index,
    locate(item, source.field),
  );
  return [fileName, id ?? data];
}

export function readFile(item: Item, source: Source): Promise<File> {
  return 'url' in source ? fetchFile(item, source.url) : readField(item, source.field);
}

async function readField(item: Item, field: string | IBinaryData): Promise<File> {
  const { helpers } = item.context;
  const place = locate(item, field);
  const { id, fileName, mimeType } = helpers.assertBinaryData(item.index, place);
  const name = fileName || 'image';
  if (id) {
    const { fileSize } = await helpers.getBinaryMetadata(id);
    return toFile(item, name, { type: mimeType, size: fileSize, open: () => helpers.getBinaryStream(id) });
  }
  // Not by the length of the text, which may have line breaks.
  const bytes = await helpers.getBinaryDataBuffer(item.index, place);
  return toFile(item, name, { type: mimeType, size: bytes.length, open: async () => inOne(bytes) });
}

/** In workflows with the binary mode "combined", files are in the json, and n8n's helpers take a path there. */
function locate({ context, index }: Item, field: string | IBinaryData): string | IBinaryData {
  if (typeof field !== 'string' || context.getWorkflowSettings().binaryMode !== 'combined') return field;
  const { json, binary } = context.getInputData()[index] as INodeExecutionData;
  return field in ((json._files ?? {}) as IDataObject) ? `_files.${field}` : (binary?.[field] ?? field);
}

async function fetchFile(item: Item, url: string): Promise<File> {
  const { headers, body } = await open(item, url, maxRedirects);
  const bytes = await readBytes(item, body as ByteStream, withoutQuery(url));
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const name = nameInUrl(url) || 'image';
  const fileName = withExtension(withoutExtension(name), type, name);
  return toFile(item, fileName, { type, size: bytes.length, open: async () => inOne(bytes) });
}

async function readBytes(item: Item, body: ByteStream, where: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) break;
    }
  } catch {
    throw refuse(item, `The file at ${where} broke off`, 'Try again');
  }
  if (size <= maxBytes) return Buffer.concat(chunks);
  throw refuse(item, `The file at ${where} has more than ${maxBytes >> 20} MB`, 'Give a smaller image');
}

async function open(item: Item, url: string, redirects: number): Promise<HttpResponse> {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw refuse(
      item,
      `'${withoutSecrets(url)}' is not a web address`,
      'Enter a URL that begins with http:// or https://. Spaces separate URLs: within one, write %20',
    );
  }
  const where = withoutQuery(url);
  const { host, signal } = item.connection;
  const response = await host
    .send({ method: 'GET', url, headers: {}, auth: false, answer: 'stream', timeoutMs, signal })
    .catch((error: Error) => {
      throw refuse(item, `No file could be fetched from ${where}`, `${error.message}. Check the URL`);
    });
  const { status, headers } = response;
  if (status >= 300 && status < 400 && headers.location && redirects > 0) {
    const { location } = headers;
    return open(item, URL.canParse(location, url) ? new URL(location, url).href : location, redirects - 1);
  }
  if (status !== 200) throw refuse(item, `No file but HTTP ${status} came from ${where}`, 'Check the URL');
  if (headers['content-type']?.startsWith('text/html')) {
    throw refuse(item, `A web page came from ${where}`, 'Enter the URL of the image itself');
  }
  return response;
}

/** For what cannot be parsed. */
const withoutSecrets = (url: string): string => url.replace(/\?.*/s, '').replace(/\/\/[^/]*@/, '//');

/** A query may hold a signature, which must not travel in an error. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

async function* inOne(bytes: Buffer): ByteStream {
  yield bytes;
}

function toFile(item: Item, name: string, content: Content): File {
  if (content.size > 0) return new StreamedFile(name, content);
  throw refuse(item, `The file '${name}' is empty`, 'Give an image with content');
}

export function refuse({ context, index }: Item, message: string, description: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), `${message} [item ${index}]`, {
    description,
    itemIndex: index,
  });
}
