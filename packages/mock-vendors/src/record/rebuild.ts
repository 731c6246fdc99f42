import type { Body, Fields, HttpRequest, Vendor } from '@api-repack/core';
import { maskMark } from '../contract/compare.ts';
import { samplePictures } from '../contract/sample-pictures.ts';
import { sharp } from '../world/imaging/sharp.ts';
import type { RecordedExchange, RecordedFile, RecordedRequest } from './recorded.ts';

export interface Rebuilding {
  readonly vendor: Vendor;
  /** What core's `authenticate` takes, for the mock. */
  readonly credentials: object;
  /** Instead of masked values and of the customer's own, by the names of fields. */
  readonly values: Readonly<Record<string, string>>;
  /** Ids of the mock, by those of the recording. */
  readonly ids: ReadonlyMap<string, string>;
  readonly now: number;
}

/** A recorded request once more, for the mock: with its credentials, its ids, and pictures of the same kind. */
export async function rebuild(
  { request, target }: RecordedExchange,
  rebuilding: Rebuilding,
): Promise<HttpRequest> {
  const { vendor, credentials, ids, now } = rebuilding;
  const body = await bodyOf(request, rebuilding);
  const bare: HttpRequest = {
    method: request.method as HttpRequest['method'],
    url: target + translated(request.url, ids),
    headers: {},
    auth: true,
    answer: 'text',
    timeoutMs: 60_000,
    ...(body && { body }),
  };
  const { headers } = vendor.authenticate(bare, credentials as never, now);
  // Only what was sent: a call without credentials stays one.
  const sent = Object.entries(headers).filter(([name]) => request.headers[name] !== undefined);
  return { ...bare, headers: Object.fromEntries(sent) };
}

const translated = (text: string, ids: Rebuilding['ids']): string =>
  [...ids].reduce((changed, [recorded, own]) => changed.replaceAll(recorded, own), text);

async function bodyOf(
  { json, fields = {}, files = {} }: RecordedRequest,
  rebuilding: Rebuilding,
): Promise<Body | undefined> {
  if (json !== undefined) return { json: ownValue(json, '', rebuilding) };
  const texts = Object.entries(fields).flatMap(([name, values]) =>
    values.map((value) => [name, ownValue(value, name, rebuilding) as string] as const),
  );
  const pictures = await Promise.all(
    Object.entries(files).flatMap(([name, list]) =>
      list.map(async (file) => [name, await standIn(file)] as const),
    ),
  );
  const all: Fields = [...texts, ...pictures];
  return all.length > 0 ? { multipart: all } : undefined;
}

function ownValue(value: unknown, name: string, rebuilding: Rebuilding): unknown {
  const { values, ids } = rebuilding;
  if (Array.isArray(value)) return value.map((item) => ownValue(item, name, rebuilding));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, ownValue(inner, key, rebuilding)]),
    );
  if (values[name] !== undefined) return values[name];
  return typeof value === 'string' ? translated(value, ids) : value;
}

/** A file of the same kind: the recording has no pictures. */
async function standIn({ name, size, type, isPicture }: RecordedFile): Promise<File> {
  const named = (content: Blob) =>
    new File(size === 0 ? [] : [content], name.replace(maskMark, 'picture'), { type: type ?? '' });
  if (!isPicture) return named(type?.startsWith('image/') ? samplePictures.damaged : samplePictures.text);
  return named(await pictureOf(/^image\/(jpeg|webp|gif|tiff|avif)$/.exec(type ?? '')?.[1] ?? 'png'));
}

const pictures = new Map<string, Promise<Blob>>();

function pictureOf(format: string): Promise<Blob> {
  const known = pictures.get(format) ?? encodePicture(format);
  pictures.set(format, known);
  return known;
}

async function encodePicture(format: string): Promise<Blob> {
  const png = Buffer.from(await samplePictures.png.arrayBuffer());
  return new Blob([
    new Uint8Array(
      await sharp(png)
        .toFormat(format as 'png')
        .toBuffer(),
    ),
  ]);
}
