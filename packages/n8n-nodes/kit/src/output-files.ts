import type { ByteStream } from '@api-repack/core';
import { type Ids, isVendorError, openResult, VendorError } from '@api-repack/core';
import type { IBinaryData, IDataObject } from 'n8n-workflow';
import { booleanOf, outputFieldOf } from './fields.ts';
import { withExtension } from './file-name.ts';
import type { Item, Output } from './run-items.ts';

export interface Result {
  readonly json: IDataObject;
  /** Where the file is. */
  readonly url: string;
  /** Name of the file, without an extension. */
  readonly name: string;
  /** What leads to the file again. */
  readonly ids: Ids;
  /** Further files, such as a mask, by what is added to the name of the output field. */
  readonly more?: Readonly<Record<string, string>>;
}

/** An output as the user wants it: the URL, the file or both, and the input's json below it on request. */
export async function toOutput(item: Item, { json, url, name, ids, more = {} }: Result): Promise<Output> {
  const wanted = item.parameter('output', 'both');
  const urls = Object.entries(more).map(([suffix, other]) => [`${suffix}Url`, other]);
  const withUrls = { ...json, resultUrl: url, ...Object.fromEntries(urls) };
  const described = withInput(item, wanted === 'file' ? json : withUrls);
  if (wanted === 'url') return described;
  const field = outputFieldOf(item);
  const binary = { [field]: await saveFile(item, { url, name, ids }) };
  for (const [suffix, other] of Object.entries(more))
    binary[`${field}_${suffix}`] = await saveFile(item, { url: other, name: `${name}-${suffix}`, ids });
  return { ...described, binary };
}

/** All outputs, or the first error; none is still under way then. */
export async function allOf(outputs: readonly Promise<Output>[]): Promise<Output[]> {
  await Promise.allSettled(outputs);
  return Promise.all(outputs);
}

/** For results without a file. */
export function withInput(item: Item, json: IDataObject): Output {
  if (!booleanOf(item, 'options.keepInput', false)) return { json };
  // n8n would take an item with an error for a failure, and run the node again.
  const { error: _, ...input } = item.context.getInputData()[item.index]?.json ?? {};
  return { json: { ...input, ...json } };
}

async function saveFile(item: Item, { url, name, ids }: Omit<Result, 'json'>): Promise<IBinaryData> {
  const { connection } = item;
  const { vendor, signal } = connection;
  try {
    return await item.fetch(async () => {
      const { body, type, name: remote } = await openResult(connection, url);
      return store(item, await bytesOf(body), { name, type, remote });
    });
  } catch (error) {
    if (isVendorError(error)) throw error.withIds(ids, { charged: 'yes' });
    if (signal?.aborted) throw error;
    throw new VendorError('unavailable', 'the result broke off while it was read', {
      vendor: vendor.name,
      endpoint: 'download of the result',
      ids,
      charged: 'yes',
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
