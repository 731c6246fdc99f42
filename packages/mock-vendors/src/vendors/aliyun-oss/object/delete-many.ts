import type { MockResponse } from '../../../engine/exchange.ts';
import { documentOf } from '../bucket/body.ts';
import { xmlResponse } from '../bucket/configuration-operations.ts';
import { nameWriter } from '../bucket/page.ts';
import type { OssCall } from '../call.ts';
import { OssFail } from '../failure.ts';
import { requireDeletion } from '../permission.ts';
import { childOf, childrenOf, malformedXml, parseXml, textOf, xmlElement, xmlText } from '../xml.ts';
import type { Deleted } from './history.ts';
import { removeObject } from './versions.ts';

const maxKeys = 1000;

/** Deletes up to 1,000 objects or versions. In quiet mode, the answer lists none. */
export async function deleteMultipleObjects(call: OssCall): Promise<MockResponse> {
  const root = parseXml(await documentOf(call), 'Delete');
  const objects = childrenOf(root, 'Object');
  if (objects.length === 0 || objects.length > maxKeys) throw new OssFail(malformedXml);
  const wanted = objects.map((object) => {
    const key = childOf(object, 'Key')?.text ?? '';
    if (key === '') throw new OssFail(malformedXml);
    return { key, versionId: textOf(object, 'VersionId') || undefined };
  });
  // If the caller may not delete one of the keys, nothing is deleted.
  for (const { key, versionId } of wanted) requireDeletion(call, key, versionId);
  const { write, isUrl } = nameWriter(call);
  const deleted = wanted.map(({ key, versionId }) => ({
    key,
    versionId,
    done: removeObject(call, key, versionId),
  }));
  if (textOf(root, 'Quiet')?.toLowerCase() === 'true') return { status: 200, headers: {}, body: '' };
  const content = deleted.map(({ key, versionId, done }) =>
    xmlElement('Deleted', xmlElement('Key', write(key)) + versionsXml(versionId, done)),
  );
  return xmlResponse(
    xmlElement('DeleteResult', (isUrl ? xmlText('EncodingType', 'url') : '') + content.join('')),
  );
}

const versionsXml = (asked: string | undefined, { versionId, isMarker }: Deleted): string =>
  (asked === undefined ? '' : xmlText('VersionId', asked)) +
  (isMarker ? xmlText('DeleteMarker', 'true') + xmlText('DeleteMarkerVersionId', versionId ?? '') : '');
