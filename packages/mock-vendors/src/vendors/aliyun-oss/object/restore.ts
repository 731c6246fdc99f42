import type { MockResponse } from '../../../engine/exchange.ts';
import { documentOf } from '../bucket/body.ts';
import type { OssCall } from '../call.ts';
import { OssFail } from '../failure.ts';
import type { OssObject } from '../state.ts';
import { parseXml, textOf, xmlText } from '../xml.ts';
import { invalidArgument, objectErrors } from './errors.ts';
import { changeVersion } from './history.ts';
import { secondOf } from './receive.ts';
import { requireVersion, versionHeader } from './versions.ts';

const dayMs = 86_400_000;

const isArchived = ({ storageClass }: OssObject) => storageClass?.endsWith('Archive') ?? false;

/** @throws OssFail InvalidObjectState for an archived object that is not restored. */
export function requireReadable({ now }: OssCall, object: OssObject): void {
  if (!isArchived(object)) return;
  const { restored } = object;
  if (!restored || now < restored.readableAt || now >= restored.expiresAt)
    throw new OssFail(objectErrors.invalidObjectState, { elements: { ObjectName: object.key } });
}

export async function restoreObject(call: OssCall): Promise<MockResponse> {
  const object = requireVersion(call);
  const document = await documentOf(call);
  const text = document.trim() === '' ? '1' : textOf(parseXml(document, 'RestoreRequest'), 'Days');
  const days = Number(text ?? 1);
  if (!isArchived(object)) throw new OssFail(objectErrors.operationNotSupported);
  if (!Number.isInteger(days) || days < 1 || days > 365)
    throw invalidArgument('Days', String(text), {
      message: `The days must be between 1 and 365, not ${text}.`,
      ec: object.storageClass === 'Archive' ? '0016-00000708' : '0016-00000704',
    });
  const { restored } = object;
  if (restored && call.now < restored.readableAt) throw new OssFail(objectErrors.restoreAlreadyInProgress);
  const isReadable = restored !== undefined && call.now < restored.expiresAt;
  const readableAt = isReadable ? restored.readableAt : secondOf(call) + call.settings.restoreS * 1000;
  const expiresAt = Math.max(readableAt, secondOf(call)) + days * dayMs;
  changeVersion(call.state, object, { ...object, restored: { readableAt, expiresAt } });
  return { status: isReadable ? 200 : 202, headers: versionHeader(object), body: '' };
}

/** Ends the time in which a restored object can be read. */
export function cleanRestoredObject(call: OssCall): MockResponse {
  const object = requireVersion(call);
  if (!isArchived(object)) throw new OssFail(objectErrors.operationNotSupported);
  const { restored, ...frozen } = object;
  if (!restored || call.now >= restored.expiresAt)
    throw new OssFail(objectErrors.archiveRestoreFileStale, { ec: '0016-00000718' });
  if (call.now < restored.readableAt)
    throw new OssFail(objectErrors.archiveRestoreNotFinished, { ec: '0016-00000719' });
  changeVersion(call.state, object, frozen);
  return { status: 200, headers: versionHeader(object), body: '' };
}

/** What HEAD and GET say of the restore. */
export function restoreHeader(call: OssCall, object: OssObject): Record<string, string> {
  const info = restoreInfo(call, object);
  return info === undefined ? {} : { 'x-oss-restore': info };
}

/** What lists say of the restore. */
export function restoreXml(call: OssCall, object: OssObject): string {
  const info = restoreInfo(call, object);
  return info === undefined ? '' : xmlText('RestoreInfo', info);
}

function restoreInfo({ now }: OssCall, { restored }: OssObject): string | undefined {
  if (!restored || now >= restored.expiresAt) return undefined;
  if (now < restored.readableAt) return 'ongoing-request="true"';
  return `ongoing-request="false", expiry-date="${new Date(restored.expiresAt).toUTCString()}"`;
}
