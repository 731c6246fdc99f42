import type { MockResponse } from '../../../engine/exchange.ts';
import type { OssCall } from '../call.ts';
import { OssFail } from '../failure.ts';
import { requireObject } from '../require-object.ts';
import type { OssObject } from '../state.ts';
import { invalidArgument, objectErrors } from './errors.ts';
import { type Deleted, historyOf, removeCurrent, removeVersion } from './history.ts';
import { secondOf } from './receive.ts';

/** The object that a request means: the current one, or the version in its query. */
export function requireVersion(call: OssCall, versionId = call.query.get('versionId')): OssObject {
  if (versionId === undefined) return requireCurrent(call);
  const { state, bucket, key } = call;
  if (versionId === '') throw invalidArgument('versionId', '', 'Version id cannot be the empty string');
  const version = historyOf(state, `${bucket}/${key}`).find((one) => one.versionId === versionId);
  if (!version)
    throw new OssFail(objectErrors.noSuchVersion, { elements: { Key: key, VersionId: versionId } });
  if (version.object) return version.object;
  throw new OssFail(objectErrors.methodNotAllowed, {
    ec: '0017-00000002',
    elements: { Method: call.exchange.request.method, ResourceType: 'DeleteMarker' },
    headers: { 'x-oss-delete-marker': 'true', 'x-oss-version-id': versionId },
  });
}

function requireCurrent(call: OssCall): OssObject {
  const marker = call.state.versions.get(`${call.bucket}/${call.key}`)?.[0];
  try {
    return requireObject(call);
  } catch (error) {
    if (!(error instanceof OssFail) || !marker) throw error;
    const headers = { 'x-oss-delete-marker': 'true', 'x-oss-version-id': marker.versionId };
    throw new OssFail(error.documented, { ...error.details, headers });
  }
}

/** Deletes the version, if one is named, or else the current object. */
export function removeObject(call: OssCall, key: string, versionId?: string): Deleted {
  const { exchange, state, bucket } = call;
  const id = `${bucket}/${key}`;
  const deleted =
    versionId === undefined
      ? removeCurrent(exchange.world, { bucket, key, now: secondOf(call) })
      : removeVersion(state, id, versionId);
  if (deleted.isChange) exchange.note({ removed: [id] });
  return deleted;
}

export const versionHeader = ({ versionId }: Pick<OssObject, 'versionId'>): Record<string, string> =>
  versionId === undefined ? {} : { 'x-oss-version-id': versionId };

export function deleteObject(call: OssCall): MockResponse {
  const { versionId, isMarker } = removeObject(call, call.key, call.query.get('versionId'));
  return {
    status: 204,
    headers: {
      ...(versionId !== undefined && { 'x-oss-version-id': versionId }),
      ...(isMarker && { 'x-oss-delete-marker': 'true' }),
    },
    body: '',
  };
}
