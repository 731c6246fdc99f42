import type { MockResponse } from '../../../engine/exchange.ts';
import { documentOf } from '../bucket/body.ts';
import { xmlResponse } from '../bucket/configuration-operations.ts';
import { nameWriter } from '../bucket/page.ts';
import type { OssCall } from '../call.ts';
import { done } from '../empty.ts';
import { OssFail } from '../failure.ts';
import { requireDeletion } from '../permission.ts';
import {
  childOf,
  childrenOf,
  malformedXml,
  parseXml,
  textOf,
  type XmlElement,
  xmlElement,
  xmlText,
} from '../xml.ts';
import { objectErrors } from './errors.ts';
import type { Deleted } from './history.ts';
import { removeObject } from './versions.ts';

/** Both documented for one request. */
const [maxKeys, maxBytes] = [1000, 2 << 20];

interface Wanted {
  readonly key: string;
  readonly versionId: string | undefined;
}

/** Deletes up to 1,000 objects or versions. In quiet mode, the answer lists none. */
export async function deleteMultipleObjects(call: OssCall): Promise<MockResponse> {
  if (call.exchange.request.headers['content-md5'] === undefined)
    throw new OssFail(objectErrors.missingArgument, { ec: '0016-00000606' });
  const document = await documentOf(call);
  if (Buffer.byteLength(document) > maxBytes) throw new OssFail(malformedXml);
  const root = parseXml(document, 'Delete');
  const wanted = wantedIn(root);
  // As documented: one key that the caller may not delete makes the service refuse the whole request.
  for (const { key, versionId } of wanted) requireDeletion(call, key, versionId);
  const { write, isUrl } = nameWriter(call);
  const deleted = wanted.map(({ key, versionId }) => ({
    key,
    versionId,
    done: removeObject(call, key, versionId),
  }));
  if (textOf(root, 'Quiet')?.toLowerCase() === 'true') return done;
  const content = deleted.map(({ key, versionId, done }) =>
    xmlElement('Deleted', xmlElement('Key', write(key)) + versionsXml(versionId, done)),
  );
  return xmlResponse(
    xmlElement('DeleteResult', (isUrl ? xmlText('EncodingType', 'url') : '') + content.join('')),
  );
}

function wantedIn(root: XmlElement): readonly Wanted[] {
  const objects = childrenOf(root, 'Object');
  if (objects.length === 0) throw new OssFail(malformedXml, { ec: '0016-00000615' });
  if (objects.length > maxKeys) throw new OssFail(malformedXml, { ec: '0016-00000609' });
  return objects.map((object) => {
    const key = childOf(object, 'Key')?.text ?? '';
    if (key === '') throw new OssFail(malformedXml, { ec: '0016-00000613' });
    const versionId = textOf(object, 'VersionId');
    if (versionId === '') throw new OssFail(malformedXml, { ec: '0016-00000612' });
    return { key, versionId };
  });
}

const versionsXml = (asked: string | undefined, { versionId, isMarker }: Deleted): string =>
  (asked === undefined ? '' : xmlText('VersionId', asked)) +
  (isMarker ? xmlText('DeleteMarker', 'true') + xmlText('DeleteMarkerVersionId', versionId ?? '') : '');
