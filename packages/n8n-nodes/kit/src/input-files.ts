import type { ByteStream, HttpResponse } from '@api-repack/core';
import {
  type IBinaryData,
  type IDataObject,
  type INodeExecutionData,
  NodeOperationError,
} from 'n8n-workflow';
import { nameInUrl, shortName, withExtension, withoutExtension } from './file-name.ts';
import type { SourceFields } from './form/core-operation.ts';
import { imageUrlsOf, isWebUrl, listOf, notAWebUrl } from './image-urls.ts';
import { refuse } from './refuse.ts';
import type { Item } from './run-items.ts';
import { type Content, StreamedFile } from './streamed-file.ts';

/** Where a file of an item comes from: a field of the item, a file itself (from an expression), or a URL. */
export type Source = { readonly field: string | IBinaryData } | { readonly url: string };

const maxRedirects = 5;
const timeoutMs = 120_000;
/** More than any vendor takes. */
const maxBytes = 100 << 20;

/** The files that an item names. Refuses what cannot be one, and reads none of them. */
export async function sourcesOf(item: Item, { file }: SourceFields): Promise<Source[]> {
  const usual = file === undefined ? 'url' : 'binary';
  if (item.parameter('inputSource', usual) === 'binary' && file !== undefined)
    return fieldsOf(item, item.parameter<unknown>('binaryField', ''));
  return imageUrlsOf(item).map((url) => ({ url }));
}

/** The files in the named fields of an item. `*` names all that the item has. */
export async function fieldsOf(item: Item, fields: unknown): Promise<Source[]> {
  const names = fields === '*' ? binaryNamesOf(item) : listOf(fields, /\s*,\s*/);
  const sources = names.map((field) => ({ field: field as string | IBinaryData }));
  for (const { field } of sources) await assertContent(item, field);
  if (sources.length > 0) return sources;
  throw refuse(item, 'No input field is named', 'Enter the name of the field that holds the file');
}

const binaryNamesOf = ({ context, index }: Item): string[] =>
  Object.keys(context.getInputData()[index]?.binary ?? {});

async function assertContent(item: Item, field: string | IBinaryData): Promise<void> {
  const { id, name, data } = binaryOf(item, field);
  // An empty file of a disk has no size to see here but in its metadata.
  const isEmpty = id ? (await item.context.helpers.getBinaryMetadata(id)).fileSize === 0 : !/\S/.test(data);
  if (isEmpty) throw emptyFile(item, name);
}

interface BinaryFile {
  readonly id: string | undefined;
  /** Base64; empty if n8n keeps the file elsewhere. */
  readonly data: string;
  readonly name: string;
  readonly type: string;
}

/** What an item says about a file. Code nodes write it by hand, so that nothing in it can be relied on. */
function binaryOf(item: Item, field: string | IBinaryData): BinaryFile {
  const { id, data, fileName, mimeType }: Readonly<Record<string, unknown>> = { ...assertFile(item, field) };
  const name = shortName(String(fileName ?? '')) || 'image';
  if (!id && typeof data !== 'string') throw emptyFile(item, name);
  return {
    id: id ? String(id) : undefined,
    data: typeof data === 'string' ? data : '',
    name,
    type: typeof mimeType === 'string' ? mimeType : '',
  };
}

function assertFile(item: Item, field: string | IBinaryData): IBinaryData {
  try {
    return item.context.helpers.assertBinaryData(item.index, locate(item, field));
  } catch (error) {
    const names = binaryNamesOf(item);
    if (error instanceof NodeOperationError && names.length > 0)
      error.description = `${error.description}. The item has files in: ${names.join(', ')}`;
    throw error;
  }
}

/** The name of a file, without reading it. */
export function nameOf(item: Item, source: Source): string {
  if ('url' in source) return shortName(nameInUrl(source.url)) || 'image';
  return binaryOf(item, source.field).name;
}

/** The file, for errors. */
export function describeSource(item: Item, source: Source): IDataObject {
  if ('url' in source) return { url: withoutQuery(source.url) };
  const name = nameOf(item, source);
  return typeof source.field === 'string' ? { field: source.field, file: name } : { file: name };
}

/** Tells files apart without reading them, so that none is paid for twice. */
export function fingerprint(item: Item, source: Source): unknown {
  if ('url' in source) return source.url;
  const { id, data, name } = binaryOf(item, source.field);
  return [name, id ?? data];
}

export function readFile(item: Item, source: Source): Promise<File> {
  return 'url' in source ? fetchFile(item, source.url) : readField(item, source.field);
}

async function readField(item: Item, field: string | IBinaryData): Promise<File> {
  const { helpers } = item.context;
  const { id, data, name, type } = binaryOf(item, field);
  if (id) {
    const { fileSize } = await helpers.getBinaryMetadata(id);
    return toFile(item, name, { type, size: fileSize, open: () => helpers.getBinaryStream(id) });
  }
  // Not by the length of the text, which may have line breaks.
  const bytes = Buffer.from(data, 'base64');
  return toFile(item, name, { type, size: bytes.length, open: async () => inOne(bytes) });
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
  const name = shortName(nameInUrl(url)) || 'image';
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
  throw refuse(item, `The file at ${where} has more than ${maxBytes >> 20} MB`, 'Give a smaller file');
}

async function open(item: Item, url: string, redirects: number): Promise<HttpResponse> {
  if (!isWebUrl(url)) throw notAWebUrl(item, url);
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
    throw refuse(item, `A web page came from ${where}`, 'Enter the URL of the file itself');
  }
  return response;
}

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
  throw emptyFile(item, name);
}

const emptyFile = (item: Item, name: string): NodeOperationError =>
  refuse(item, `The file '${name}' is empty`, 'Choose a field that holds a file');
