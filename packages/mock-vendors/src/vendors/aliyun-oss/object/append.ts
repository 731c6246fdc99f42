import type { MockResponse } from '../../../engine/exchange.ts';
import type { OssCall } from '../call.ts';
import { OssFail } from '../failure.ts';
import type { OssObject } from '../state.ts';
import { invalidArgument, objectErrors } from './errors.ts';
import { changeVersion } from './history.ts';
import { encryptionIn, propertiesOf } from './properties.ts';
import { checkLength, finish, joinContents, receiveBody, secondOf } from './receive.ts';
import { requireVersion, versionHeader } from './versions.ts';

/** Adds to the end of an object, which has to be where the client thinks it is. */
export async function appendObject(call: OssCall): Promise<MockResponse> {
  const { exchange, bucket, key, state } = call;
  const text = call.query.get('position') ?? '';
  if (!/^\d+$/.test(text)) throw invalidArgument('position', text, 'The position is no number.');
  const position = Number(text);
  checkLength(call);
  const properties = propertiesOf(call, exchange.request.headers);
  const current = () => state.objects.get(`${bucket}/${key}`);
  requireEnd(call, position);
  const added = await receiveBody(call);
  const before = requireEnd(call, position);
  const joined = before ? await joinContents(call, [before.content, added.content]) : added;
  if (current() !== before) throw notAtEnd(current()?.size ?? 0);
  const facts = { ...joined, md5: '', objectType: 'Appendable', modifiedAt: secondOf(call) } as const;
  const object = before ? { ...before, ...facts } : finish(call, { ...properties, ...facts });
  if (before) changeVersion(call.state, before, object);
  return {
    status: 200,
    headers: {
      etag: `"${object.etag}"`,
      'x-oss-next-append-position': String(object.size),
      'x-oss-hash-crc64ecma': object.crc64,
      ...encryptionIn(object.headers),
      ...versionHeader(object),
    },
    body: '',
  };
}

/** Closes an appendable object to more content. Closing it again changes nothing. */
export function sealObject(call: OssCall): MockResponse {
  const object = requireVersion(call);
  if (object.objectType !== 'Appendable') throw new OssFail(objectErrors.objectNotAppendable);
  if (Number(call.query.get('position') || Number.NaN) !== object.size) throw notAtEnd(object.size);
  const sealedAt = object.sealedAt ?? secondOf(call);
  changeVersion(call.state, object, { ...object, sealedAt });
  return { status: 200, headers: sealedHeader({ sealedAt }), body: '' };
}

export const sealedHeader = ({ sealedAt }: Pick<OssObject, 'sealedAt'>): Record<string, string> =>
  sealedAt === undefined ? {} : { 'x-oss-sealed-time': new Date(sealedAt).toUTCString() };

const notAtEnd = (size: number) =>
  new OssFail(objectErrors.positionNotEqualToLength, {
    headers: { 'x-oss-next-append-position': String(size) },
  });

function requireEnd({ state, bucket, key }: OssCall, position: number) {
  const object = state.objects.get(`${bucket}/${key}`);
  if (object && (object.objectType !== 'Appendable' || object.sealedAt !== undefined))
    throw new OssFail(objectErrors.objectNotAppendable);
  if (position !== (object?.size ?? 0)) throw notAtEnd(object?.size ?? 0);
  return object;
}
