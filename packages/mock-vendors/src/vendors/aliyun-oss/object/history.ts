import type { World } from '../../../world/world.ts';
import { configurationOf } from '../buckets.ts';
import { type ObjectVersion, type OssObject, type OssState, stateSlot } from '../state.ts';
import { parseXml, textOf } from '../xml.ts';

/** Undefined for a bucket that never had versions. */
function versioningOf(world: World, bucket: string): string | undefined {
  const document = configurationOf(world.stateOf(stateSlot), bucket, 'versioning');
  return document === undefined ? undefined : textOf(parseXml(document, 'VersioningConfiguration'), 'Status');
}

/** Versions of a key, newest first; an object from before versioning is the version `null`. */
export function historyOf(state: OssState, id: string): readonly ObjectVersion[] {
  const known = state.versions.get(id);
  if (known) return known;
  const object = state.objects.get(id);
  return object ? [{ versionId: 'null', modifiedAt: object.modifiedAt, object }] : [];
}

/** All keys of a bucket with their versions, in no order. */
export function* historiesIn(
  state: OssState,
  bucket: string,
): Generator<readonly [key: string, history: readonly ObjectVersion[]]> {
  const prefix = `${bucket}/`;
  for (const [id, history] of state.versions)
    if (id.startsWith(prefix)) yield [id.slice(prefix.length), history];
  for (const id of state.objects.keys())
    if (id.startsWith(prefix) && !state.versions.has(id))
      yield [id.slice(prefix.length), historyOf(state, id)];
}

/** Makes an object the current one of its key. Returns it with the id of its version. */
export function storeVersion(world: World, object: OssObject): OssObject {
  const state = world.stateOf(stateSlot);
  const id = `${object.bucket}/${object.key}`;
  const versioning = versioningOf(world, object.bucket);
  if (versioning === undefined) {
    state.objects.set(id, object);
    return object;
  }
  const versionId = newVersionId(world, versioning);
  const stored = { ...object, versionId };
  addVersion(state, id, { versionId, modifiedAt: object.modifiedAt, object: stored });
  return stored;
}

const newVersionId = (world: World, versioning: string): string =>
  versioning === 'Enabled' ? `CAEQ${Buffer.from(world.ids.hex()).toString('base64url')}` : 'null';

/** There is one version `null` at most. */
function addVersion(state: OssState, id: string, version: ObjectVersion): void {
  const others = historyOf(state, id).filter(
    ({ versionId }) => versionId !== 'null' || version.versionId !== 'null',
  );
  setHistory(state, id, [version, ...others]);
}

export function setHistory(state: OssState, id: string, history: readonly ObjectVersion[]): void {
  const current = history[0]?.object;
  if (history.length === 0) state.versions.delete(id);
  else state.versions.set(id, history);
  if (current) state.objects.set(id, current);
  else state.objects.delete(id);
}

/** Changes the current object, or one version of it, without making a new version. */
export function changeVersion(state: OssState, before: OssObject, after: OssObject): void {
  const id = `${before.bucket}/${before.key}`;
  if (state.objects.get(id) === before) state.objects.set(id, after);
  const history = state.versions.get(id);
  if (history)
    state.versions.set(
      id,
      history.map((version) => (version.object === before ? { ...version, object: after } : version)),
    );
}

export interface Deleted {
  /** Of what was deleted, or of the marker that was made. */
  readonly versionId?: string | undefined;
  readonly isMarker: boolean;
  /** True if something has changed. */
  readonly isChange: boolean;
}

interface Deleting {
  readonly bucket: string;
  readonly key: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/** Deletes the object permanently, or puts a delete marker on top where there are versions. */
export function removeCurrent(world: World, { bucket, key, now }: Deleting): Deleted {
  const state = world.stateOf(stateSlot);
  const id = `${bucket}/${key}`;
  const versioning = versioningOf(world, bucket);
  if (versioning === undefined) return { isMarker: false, isChange: state.objects.delete(id) };
  const versionId = newVersionId(world, versioning);
  addVersion(state, id, { versionId, modifiedAt: now, object: undefined });
  return { versionId, isMarker: true, isChange: true };
}

/** Deletes one version permanently. A version that does not exist is no error. */
export function removeVersion(state: OssState, id: string, versionId: string): Deleted {
  const history = historyOf(state, id);
  const found = history.find((one) => one.versionId === versionId);
  if (!found) return { versionId, isMarker: false, isChange: false };
  setHistory(
    state,
    id,
    history.filter((one) => one !== found),
  );
  return { versionId, isMarker: found.object === undefined, isChange: true };
}
