import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import type { OssCall } from '../call.ts';
import { OssFail } from '../failure.ts';
import { ownerXml } from '../owner.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { xmlResponse } from './configuration-operations.ts';
import { placeXml } from './info.ts';

export function listBuckets(call: OssCall): MockResponse {
  const { settings, query } = call;
  const prefix = query.get('prefix') ?? '';
  const marker = query.get('marker') ?? '';
  const limit = maxKeysOf(call);
  const found = Object.entries(settings.buckets)
    .filter(([name]) => name.startsWith(prefix) && name > marker)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const page = found.slice(0, limit);
  const next = found.length > limit ? page.at(-1)?.[0] : undefined;
  const content = [
    xmlText('Prefix', prefix),
    xmlText('Marker', marker),
    xmlText('MaxKeys', String(limit)),
    xmlText('IsTruncated', String(next !== undefined)),
    next === undefined ? '' : xmlText('NextMarker', next),
    ownerXml,
    xmlElement(
      'Buckets',
      page
        .map(([name, bucket]) =>
          xmlElement(
            'Bucket',
            placeXml(bucket) +
              xmlText('Name', name) +
              xmlText('Region', bucket.region) +
              xmlText('StorageClass', bucket.storageClass ?? 'Standard') +
              xmlText('ResourceGroupId', 'rg-mock'),
          ),
        )
        .join(''),
    ),
  ];
  return xmlResponse(xmlElement('ListAllMyBucketsResult', content.join('')));
}

/** How long a page of any list is, 100 if the client does not say. */
export function maxKeysOf({ query }: OssCall): number {
  const sent = query.get('max-keys') ?? '';
  const limit = sent === '' ? 100 : Number(sent);
  if (/^\d*$/.test(sent) && limit >= 1 && limit <= 1000) return limit;
  throw new OssFail(aliyunOss.errors.invalidArgument, {
    message: 'Argument max-keys must be an integer between 1 and 1000.',
    elements: { ArgumentName: 'max-keys', ArgumentValue: sent },
  });
}

/** Some of the documented regions, and those of all buckets. */
export const regionsOf = ({ buckets }: OssCall['settings']): readonly string[] =>
  [...new Set([...commonRegions, ...Object.values(buckets).map(({ region }) => region)])]
    .map((region) => `oss-${region}`)
    .sort();

const commonRegions = ['cn-beijing', 'cn-hangzhou', 'cn-hongkong', 'cn-shanghai', 'cn-shenzhen', 'us-west-1'];

export function describeRegions({ settings, query }: OssCall): MockResponse {
  const wanted = query.get('regions');
  const listed = regionsOf(settings).filter((region) => !wanted || region === wanted);
  const content = listed.map((region) =>
    xmlElement(
      'RegionInfo',
      xmlText('Region', region) +
        xmlText('InternetEndpoint', `${region}.aliyuncs.com`) +
        xmlText('InternalEndpoint', `${region}-internal.aliyuncs.com`) +
        xmlText('AccelerateEndpoint', 'oss-accelerate.aliyuncs.com'),
    ),
  );
  return xmlResponse(xmlElement('RegionInfoList', content.join('')));
}
