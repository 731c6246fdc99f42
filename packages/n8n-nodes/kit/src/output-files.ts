import type { ByteStream, FilesOutput } from '@api-repack/core';
import { type Ids, isVendorError, openResult, VendorError } from '@api-repack/core';
import type { IBinaryData, IDataObject } from 'n8n-workflow';
import { defaultFileName } from './fields.ts';
import { shortName, withExtension } from './file-name.ts';
import { booleanOf, includedInput, outputFieldOf } from './parameters.ts';
import { pictureSize } from './picture-size.ts';
import type { Item, Output } from './run-items.ts';

export interface Result {
  readonly json: IDataObject;
  /** The main file first. */
  readonly files: FilesOutput['files'];
  /** What leads to the files again. */
  readonly ids: Ids;
  /** For the pattern of the file's name. */
  readonly names: { readonly name: string; readonly operation: string; readonly id: string };
  /** A result of the type `text/plain` is put into the JSON as `text`. */
  readonly readsText?: boolean;
}

/** An output as the user wants it: the URL, the file or both. Other files, such as a mask, are beside the main one. */
export async function toOutput(item: Item, result: Result): Promise<Output> {
  const { json, files, ids, readsText = false } = result;
  const wanted = item.parameter('output', 'both');
  const [main, ...others] = partsOf(files);
  if (!main) throw withoutFile(item, ids);
  const urls = {
    resultUrl: main.url,
    ...Object.fromEntries(others.map(({ part, url }) => [`${part}Url`, url])),
  };
  if (wanted === 'url' && !readsText) return withInput(item, { ...json, ...urls });
  const name = fileNameOf(item, result);
  const saved = await saveFile(item, { url: main.url, name, ids, readsText });
  const described = { ...json, ...saved.facts, ...(wanted !== 'file' && urls) };
  if (wanted === 'url') return withInput(item, described);
  const field = outputFieldOf(item);
  const binary = { [field]: saved.file };
  for (const { part, url } of others)
    binary[`${field}_${part}`] = (await saveFile(item, { url, name: `${name}-${part}`, ids })).file;
  return withInput(item, { ...described, fileName: saved.file.fileName ?? '' }, binary);
}

interface Part {
  readonly part: string;
  readonly url: string;
}

/** One for each URL. `class_masks.tops` is `classMasksTops`, `images.1.image` is `image2`, and `images.1.thumb` is `image2Thumb`. */
function partsOf(files: Result['files']): Part[] {
  const byUrl = new Map(files.map(({ field, url }) => [url, partOf(field)]));
  return [...byUrl].map(([url, part]) => ({ url, part }));
}

function partOf(field: string): string {
  const [, list, index, part = ''] = /^(\w+?)s?\.(\d+)(?:\.(?:image|url|(\w+)))?$/.exec(field) ?? [];
  if (list) return `${list}${Number(index) + 1}${part.replace(/^./, (first) => first.toUpperCase())}`;
  return field.replaceAll(/[._](\w)/g, (_, letter: string) => letter.toUpperCase());
}

function withoutFile({ connection }: Item, ids: Ids): VendorError {
  return new VendorError('protocol', 'the task is done, but its file has no address', {
    vendor: connection.vendor.name,
    endpoint: 'result of the task',
    hint: 'Look at the task at the vendor, and tell the maintainers of this package',
    ids,
    charged: 'yes',
  });
}

function fileNameOf(item: Item, { names }: Pick<Result, 'names'>): string {
  const pattern = item.parameter('options.fileName', '') || defaultFileName(item.connection.vendor);
  const known: Readonly<Record<string, string>> = { ...names, item: String(item.index) };
  const name = String(pattern).replaceAll(/\{(\w+)\}/g, (all, key: string) => known[key] ?? all);
  return shortName(name.replaceAll(/[/\\]/g, '-'));
}

/** With the input's JSON and files, as far as the user wants them. Nothing of either is lost. */
export function withInput(item: Item, json: IDataObject, binary: NonNullable<Output['binary']> = {}): Output {
  const input = item.context.getInputData()[item.index];
  const kept = booleanOf(item, 'options.includeFiles', false) ? input?.binary : undefined;
  const files = { ...kept, ...binary };
  return {
    json: mergedJson(includedInput(item), { ...input?.json }, json),
    ...(Object.keys(files).length > 0 && { binary: files }),
  };
}

function mergedJson(how: 'no' | 'field' | 'merged', input: IDataObject, json: IDataObject): IDataObject {
  if (how === 'no') return json;
  if (how === 'field') return { ...json, input };
  // n8n would take an item with an error for a failure, and run the node again.
  const isTaken = (name: string) => name in json || name === 'input' || name === 'error';
  const taken = Object.entries(input).filter(([name]) => isTaken(name));
  const free = Object.entries(input).filter(([name]) => !isTaken(name));
  return {
    ...Object.fromEntries(free),
    ...json,
    ...(taken.length > 0 && { input: Object.fromEntries(taken) }),
  };
}

interface ToSave {
  readonly url: string;
  readonly name: string;
  readonly ids: Ids;
  readonly readsText?: boolean;
}

interface Saved {
  readonly file: IBinaryData;
  readonly facts: IDataObject;
}

async function saveFile(item: Item, { url, name, ids, readsText = false }: ToSave): Promise<Saved> {
  const { connection } = item;
  const { vendor, signal } = connection;
  const charged = vendor.storesFiles ? 'no' : 'yes';
  try {
    return await item.fetch(async () => {
      const { body, type, name: remote } = await openResult(connection, url);
      const bytes = await bytesOf(body);
      const isText = readsText && type === 'text/plain';
      return {
        file: await store(item, bytes, { name, type, remote }),
        facts: {
          ...pictureSize(bytes),
          bytes: bytes.length,
          ...(isText && { text: bytes.toString('utf8').replace(/^\uFEFF/, '') }),
        },
      };
    });
  } catch (error) {
    if (isVendorError(error)) throw error.withIds(ids, { charged });
    if (signal?.aborted) throw error;
    throw new VendorError('unavailable', 'the result broke off while it was read', {
      vendor: vendor.name,
      endpoint: 'download of the result',
      ids,
      charged,
    });
  }
}

/** n8n takes Node's own streams or bytes, and core gives neither but chunks. */
async function bytesOf(body: ByteStream): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Puts a file where n8n keeps files. */
async function store(
  { context }: Item,
  body: Buffer,
  { name, type, remote }: { name: string; type: string | undefined; remote: string },
): Promise<IBinaryData> {
  const { helpers } = context;
  if (type) return helpers.prepareBinaryData(body, withExtension(name, type, remote), type);
  const file = await helpers.prepareBinaryData(await helpers.binaryToBuffer(body));
  return { ...file, fileName: withExtension(name, file.mimeType, remote) };
}
