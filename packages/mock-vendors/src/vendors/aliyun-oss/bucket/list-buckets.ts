import type { MockResponse } from '../../../engine/exchange.ts';
import type { OssCall } from '../call.ts';
import { compareKeys } from '../compare-keys.ts';
import { OssFail } from '../failure.ts';
import { ownerXml } from '../owner.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { xmlResponse } from './configuration-operations.ts';
import { bucketErrors } from './errors.ts';
import { placeXml } from './info.ts';
import { maxKeysOf } from './list-parameters.ts';
import { resourceGroupHeader, resourceGroupOf } from './resource-group.ts';

export function listBuckets(call: OssCall): MockResponse {
  const { settings, query, state, exchange } = call;
  const prefix = query.get('prefix') ?? '';
  const marker = query.get('marker') ?? '';
  const limit = maxKeysOf(call);
  const group = exchange.request.headers[resourceGroupHeader];
  const found = Object.entries(settings.buckets)
    .filter(([name]) => name.startsWith(prefix) && name > marker)
    .filter(([name]) => !group || resourceGroupOf(state, name) === group)
    .sort(([a], [b]) => compareKeys(a, b));
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
              xmlText('ResourceGroupId', resourceGroupOf(state, name)),
          ),
        )
        .join(''),
    ),
  ];
  return xmlResponse(xmlElement('ListAllMyBucketsResult', content.join('')));
}

/** The documented regions, and those of all buckets. */
export const regionsOf = ({ buckets }: OssCall['settings']): readonly string[] =>
  [...new Set([...documentedRegions, ...Object.values(buckets).map(({ region }) => region)])]
    .map((region) => `oss-${region}`)
    .sort();

const documentedRegions =
  `ap-northeast-1 ap-northeast-2 ap-southeast-1 ap-southeast-3 ap-southeast-5 ap-southeast-6 ap-southeast-7 cn-beijing
  cn-chengdu cn-fuzhou cn-guangzhou cn-hangzhou cn-heyuan cn-hongkong cn-huhehaote cn-nanjing cn-qingdao cn-shanghai cn-shenzhen
  cn-wuhan-lr cn-wulanchabu cn-zhangjiakou eu-central-1 eu-west-1 me-central-1 me-east-1 na-south-1 us-east-1 us-west-1`.split(
    /\s+/,
  );

export function describeRegions({ settings, query }: OssCall): MockResponse {
  const wanted = query.get('regions');
  const listed = regionsOf(settings).filter((region) => !wanted || region === wanted);
  if (wanted && listed.length === 0) throw new OssFail(bucketErrors.noSuchRegion);
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
