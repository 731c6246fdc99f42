import type { World } from '../../../world/world.ts';
import { configurationOf } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { OssFail } from '../failure.ts';
import { requireObject } from '../require-object.ts';
import { type ObjectVersion, type OssObject, stateSlot } from '../state.ts';
import { parseXml, textOf } from '../xml.ts';
import { invalidArgument, objectErrors } from './errors.ts';

/** Undefined for a bucket that never had versions. */
export function versioningOf(world: World, bucket: string): string | undefined {
  const document = configurationOf(world.stateOf(stateSlot), bucket, 'versioning');
  return document === undefined ? undefined : textOf(parseXml(document, 'VersioningConfiguration'), 'Status');
}

/** Versions of a key, newest first; an object from before versioning is the version `null`. */
export function historyOf({ state }: Pick<OssCall, 'state'>, id: string): readonly ObjectVersion[] {
  const known = state.versions.get(id);
  if (known) return known;
  const object = state.objects.get(id);
  return object ? [{ versionId: 'null', modifiedAt: object.modifiedAt, object }] : [];
}

/** Makes an object the current one of its key. Returns it with the id of its version. */
export function storeVersion({ exchange, state }: OssCall, object: OssObject): OssObject {
  const id = `${object.bucket}/${object.key}`;
  const versioning = versioningOf(exchange.world, object.bucket);
  if (versioning === undefined) {
    state.objects.set(id, object);
    return object;
  }
  const versionId = newVersionId(exchange.world, versioning);
  const stored = { ...object, versionId };
  addVersion(state, id, { versionId, modifiedAt: object.modifiedAt, object: stored });
  return stored;
}

const newVersionId = (world: World, versioning: string): string =>
  versioning === 'Enabled'
    ? `CAEQ${Buffer.from(world.ids.hex()).toString('base64url').slice(0, 56)}`
    : 'null';

function addVersion(state: OssCall['state'], id: string, version: ObjectVersion): void {
  const others = historyOf({ state }, id).filter(
    ({ versionId }) => versionId !== version.versionId || versionId !== 'null',
  );
  setHistory(state, id, [version, ...others]);
}

function setHistory(state: OssCall['state'], id: string, history: readonly ObjectVersion[]): void {
  const current = history[0]?.object;
  if (history.length === 0) state.versions.delete(id);
  else state.versions.set(id, history);
  if (current) state.objects.set(id, current);
  else state.objects.delete(id);
}

/** Changes the current object, or one version of it, without making a new version. */
export function changeVersion({ state }: OssCall, before: OssObject, after: OssObject): void {
  const id = `${before.bucket}/${before.key}`;
  if (state.objects.get(id) === before) state.objects.set(id, after);
  const history = state.versions.get(id);
  if (history)
    state.versions.set(
      id,
      history.map((version) => (version.object === before ? { ...version, object: after } : version)),
    );
}

/** The object that a request means: the current one, or the version in its query. */
export function requireVersion(call: OssCall, versionId = call.query.get('versionId')): OssObject {
  if (versionId === undefined) return requireCurrent(call);
  const { state, bucket, key } = call;
  if (versionId === '') throw invalidArgument('versionId', '', 'Version id cannot be the empty string');
  const version = historyOf({ state }, `${bucket}/${key}`).find((one) => one.versionId === versionId);
  if (!version)
    throw new OssFail(objectErrors.noSuchVersion, { elements: { Key: key, VersionId: versionId } });
  if (version.object) return version.object;
  throw new OssFail(objectErrors.methodNotAllowed, {
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

export interface Deleted {
  /** Of what was deleted, or of the marker that was made. */
  readonly versionId?: string | undefined;
  readonly isMarker: boolean;
  /** The call made a marker, instead of deleting something for good. */
  readonly isNewMarker: boolean;
}

/** Deletes one version for good, or puts a delete marker on top. Deleting what is not there is no error. */
export function removeObject(call: OssCall, key: string, versionId?: string): Deleted {
  const { exchange, state, bucket } = call;
  const id = `${bucket}/${key}`;
  if (versionId !== undefined) {
    const history = historyOf(call, id);
    const found = history.find((one) => one.versionId === versionId);
    if (found)
      setHistory(
        state,
        id,
        history.filter((one) => one !== found),
      );
    if (found) exchange.note({ removed: [id] });
    return { versionId, isMarker: found !== undefined && !found.object, isNewMarker: false };
  }
  const versioning = versioningOf(exchange.world, bucket);
  if (versioning === undefined) {
    if (state.objects.delete(id)) exchange.note({ removed: [id] });
    return { isMarker: false, isNewMarker: false };
  }
  const marker = {
    versionId: newVersionId(exchange.world, versioning),
    modifiedAt: call.now,
    object: undefined,
  };
  addVersion(state, id, marker);
  exchange.note({ removed: [id] });
  return { versionId: marker.versionId, isMarker: true, isNewMarker: true };
}

export const versionHeader = ({ versionId }: Pick<OssObject, 'versionId'>): Record<string, string> =>
  versionId === undefined ? {} : { 'x-oss-version-id': versionId };

export function deleteObject(call: OssCall) {
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
