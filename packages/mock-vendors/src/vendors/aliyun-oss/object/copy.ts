import type { MockResponse } from '../../../engine/exchange.ts';
import { xmlResponse } from '../bucket/configuration-operations.ts';
import { timeText } from '../bucket/info.ts';
import type { OssCall } from '../call.ts';
import type { ObjectProperties, OssObject } from '../state.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { invalidArgument } from './errors.ts';
import { encryptionIn, propertiesOf } from './properties.ts';
import { checkOverwrite, finish, secondOf, storedHeaders } from './receive.ts';
import { requireReadable } from './restore.ts';
import { sourceOf, sourceVersionHeader } from './source.ts';

/** Copies by reference: content is stored once. */
export function copyObject(call: OssCall): MockResponse {
  const source = sourceOf(call);
  requireReadable(call, source);
  checkOverwrite(call, call.key);
  const { content, size, etag, md5, crc64 } = source;
  const object = finish(call, {
    ...copiedProperties(call, source),
    ...{ content, size, etag, md5, crc64, modifiedAt: secondOf(call) },
  });
  const result = xmlText('LastModified', timeText(object.modifiedAt)) + xmlText('ETag', `"${etag}"`);
  const response = xmlResponse(xmlElement('CopyObjectResult', result));
  return {
    ...response,
    headers: { ...response.headers, ...storedHeaders(object), ...sourceVersionHeader(source) },
  };
}

/** How the source is encrypted is not copied. */
function copiedProperties(call: OssCall, source: OssObject): ObjectProperties {
  const { headers } = call.exchange.request;
  const sent = propertiesOf(call, headers);
  const isReplaced = directiveOf(headers, 'x-oss-metadata-directive') === 'REPLACE';
  const tags = directiveOf(headers, 'x-oss-tagging-directive') === 'REPLACE' ? sent.tags : source.tags;
  const { tags: _, ...properties } = sent;
  const kept = Object.fromEntries(
    Object.entries(source.headers).filter(([name]) => !name.startsWith('x-oss-server-side-')),
  );
  return {
    ...properties,
    ...(!isReplaced && { type: source.type, headers: { ...kept, ...encryptionIn(sent.headers) } }),
    ...(source.objectType === 'Symlink' && {
      objectType: 'Symlink' as const,
      symlinkTarget: source.symlinkTarget ?? '',
    }),
    ...(tags && { tags }),
  };
}

function directiveOf(headers: Readonly<Record<string, string>>, name: string): string {
  const sent = headers[name] ?? 'COPY';
  const directive = sent.toUpperCase();
  if (directive === 'COPY' || directive === 'REPLACE') return directive;
  throw invalidArgument(name, sent, 'The directive is neither COPY nor REPLACE.');
}
