import type { MockResponse } from '../../../engine/exchange.ts';
import { documentOf } from '../bucket/body.ts';
import { xmlResponse } from '../bucket/configuration-operations.ts';
import type { OssCall } from '../call.ts';
import { ownerXml } from '../owner.ts';
import { tagsOfObject } from '../tags.ts';
import { parseXml, xmlElement, xmlText } from '../xml.ts';
import { invalidArgument } from './errors.ts';
import { changeVersion } from './history.ts';
import { aclOf } from './properties.ts';
import { requireVersion, versionHeader } from './versions.ts';

export function putObjectAcl(call: OssCall): MockResponse {
  const object = requireVersion(call);
  const { headers } = call.exchange.request;
  if (headers['x-oss-object-acl'] === undefined)
    throw invalidArgument('x-oss-object-acl', '', 'The header x-oss-object-acl is missing.');
  const acl = aclOf(headers);
  const { acl: _, ...others } = object;
  changeVersion(call.state, object, acl ? { ...others, acl } : others);
  return { status: 200, headers: versionHeader(object), body: '' };
}

export function getObjectAcl(call: OssCall): MockResponse {
  const object = requireVersion(call);
  const grant = xmlElement('AccessControlList', xmlText('Grant', object.acl ?? 'default'));
  return withVersion(object, xmlElement('AccessControlPolicy', ownerXml + grant));
}

const withVersion = (object: { readonly versionId?: string }, xml: string): MockResponse => {
  const response = xmlResponse(xml);
  return { ...response, headers: { ...response.headers, ...versionHeader(object) } };
};

export async function putObjectTagging(call: OssCall): Promise<MockResponse> {
  const object = requireVersion(call);
  const tags = tagsOfObject(parseXml(await documentOf(call), 'Tagging'));
  changeVersion(call.state, object, { ...object, tags });
  return { status: 200, headers: versionHeader(object), body: '' };
}

export function getObjectTagging(call: OssCall): MockResponse {
  const object = requireVersion(call);
  const tags = [...(object.tags ?? [])].map(([key, value]) =>
    xmlElement('Tag', xmlText('Key', key) + xmlText('Value', value)),
  );
  return withVersion(object, xmlElement('Tagging', xmlElement('TagSet', tags.join(''))));
}

export function deleteObjectTagging(call: OssCall): MockResponse {
  const object = requireVersion(call);
  const { tags: _, ...others } = object;
  changeVersion(call.state, object, others);
  return { status: 204, headers: versionHeader(object), body: '' };
}
