import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, configurationsUnder, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { done, noContent } from '../empty.ts';
import { OssFail } from '../failure.ts';
import { requireBucket } from '../names.ts';
import type { OssOperation } from '../operation.ts';
import { owner } from '../owner.ts';
import { parsePolicy } from '../policy/policy.ts';
import { childOf, malformedXml, parseXml, textOf, xmlElement, xmlText } from '../xml.ts';
import { documentOf } from './body.ts';
import { xmlResponse } from './configuration-operations.ts';
import { bucketErrors, missingConfiguration } from './errors.ts';
import { maxKeysOf } from './list-parameters.ts';
import { tokenPage } from './token-page.ts';

const points = { scope: 'bucket', selectors: ['accessPoint'] } as const;
const policies = { scope: 'bucket', selectors: ['accessPointPolicy'] } as const;
const nameHeader = 'x-oss-access-point-name';
const named = { header: nameHeader } as const;

/** Access points are kept with their policies, but the emulator does not answer at their aliases. */
export const accessPointOperations: readonly OssOperation[] = [
  { name: 'createAccessPoint', method: 'PUT', ...points, run: create },
  { name: 'getAccessPoint', method: 'GET', ...points, ...named, run: getPoint },
  { name: 'deleteAccessPoint', method: 'DELETE', ...points, ...named, run: remove },
  { name: 'listBucketAccessPoints', method: 'GET', ...points, action: 'ListAccessPoints', run: listOfBucket },
  { name: 'listAccessPoints', method: 'GET', scope: 'service', selectors: ['accessPoint'], run: listAll },
  { name: 'putAccessPointPolicy', method: 'PUT', ...policies, ...named, run: putPolicy },
  { name: 'getAccessPointPolicy', method: 'GET', ...policies, ...named, run: getPolicy },
  { name: 'deleteAccessPointPolicy', method: 'DELETE', ...policies, ...named, run: deletePolicy },
];

const [prefix, policyPrefix] = ['accessPoint ', 'accessPointPolicy '];

interface AccessPoint {
  readonly name: string;
  readonly bucket: string;
  readonly origin: string;
  readonly vpcId: string | undefined;
  readonly alias: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
}

const placeXml = ({ name, bucket, origin, vpcId, alias }: AccessPoint): string =>
  [
    xmlText('AccessPointName', name),
    xmlText('Bucket', bucket),
    xmlText('NetworkOrigin', origin),
    vpcId === undefined ? '' : xmlElement('VpcConfiguration', xmlText('VpcId', vpcId)),
    xmlText('Alias', alias),
    xmlText('Status', 'enable'),
  ].join('');

const arnOf = ({ settings, bucket }: OssCall, name: string): string =>
  `acs:oss:${requireBucket(settings, bucket).region}:${owner.id}:accesspoint/${name}`;

async function create(call: OssCall): Promise<MockResponse> {
  const root = parseXml(await documentOf(call), 'CreateAccessPointConfiguration');
  const [name = '', origin = ''] = ['AccessPointName', 'NetworkOrigin'].map((one) => textOf(root, one));
  const vpcId = textOf(childOf(root, 'VpcConfiguration'), 'VpcId');
  if (!['vpc', 'internet'].includes(origin) || (origin === 'vpc' && !vpcId)) throw new OssFail(malformedXml);
  if (!/^[a-z0-9][a-z0-9-]{1,17}[a-z0-9]$/.test(name) || name.endsWith('-ossalias'))
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'The name of an access point has 3 to 19 lowercase letters, digits and dashes.',
      elements: { ArgumentName: 'AccessPointName', ArgumentValue: name },
    });
  if (pointsOf(call).some((point) => point.name === name)) throw new OssFail(bucketErrors.accessPointExists);
  const alias = `${name}-${call.exchange.world.ids.hex()}-ossalias`;
  const { bucket, state, now } = call;
  const point: AccessPoint = { name, bucket, origin, vpcId, alias, createdAt: now };
  setConfiguration(state, { bucket, name: prefix + name }, JSON.stringify(point));
  const content = xmlText('AccessPointArn', arnOf(call, name)) + xmlText('Alias', alias);
  return xmlResponse(xmlElement('CreateAccessPointResult', content));
}

function requirePoint({ exchange, state, bucket }: OssCall): AccessPoint {
  const name = exchange.request.headers[nameHeader] ?? '';
  const known = configurationOf(state, bucket, prefix + name);
  if (known === undefined)
    throw new OssFail(missingConfiguration('NoSuchAccessPoint', 'access point'), {
      elements: { AccessPointName: name },
    });
  return JSON.parse(known);
}

function getPoint(call: OssCall): MockResponse {
  const point = requirePoint(call);
  const region = `oss-${requireBucket(call.settings, call.bucket).region}`;
  const content = [
    placeXml(point),
    xmlText('AccountId', owner.id),
    xmlText('AccessPointArn', arnOf(call, point.name)),
    xmlText('CreationDate', String(Math.floor(point.createdAt / 1000))),
    xmlElement(
      'Endpoints',
      xmlText('PublicEndpoint', `${point.alias}.${region}.aliyuncs.com`) +
        xmlText('InternalEndpoint', `${point.alias}.${region}-internal.aliyuncs.com`),
    ),
    configurationOf(call.state, call.bucket, `publicAccessBlock ${point.name}`) ?? notBlocked,
  ];
  return xmlResponse(xmlElement('GetAccessPointResult', content.join('')));
}

const notBlocked =
  '<PublicAccessBlockConfiguration><BlockPublicAccess>false</BlockPublicAccess></PublicAccessBlockConfiguration>';

function remove(call: OssCall): MockResponse {
  const { name } = requirePoint(call);
  const { state, bucket } = call;
  for (const kept of [prefix, policyPrefix, 'publicAccessBlock '])
    setConfiguration(state, { bucket, name: kept + name }, undefined);
  return noContent;
}

/** Of all buckets: the names of access points are those of the account. */
const pointsOf = (call: OssCall): readonly AccessPoint[] =>
  Object.keys(call.settings.buckets).flatMap((bucket) =>
    configurationsUnder(call.state, bucket, prefix).map(([, text]) => JSON.parse(text)),
  );

function listOfBucket(call: OssCall): MockResponse {
  return list(
    call,
    pointsOf(call).filter(({ bucket }) => bucket === call.bucket),
  );
}

function listAll(call: OssCall): MockResponse {
  return list(call, pointsOf(call));
}

function list(call: OssCall, all: readonly AccessPoint[]): MockResponse {
  const { page, pageXml } = tokenPage(call, all, ({ name }) => name);
  const found = page.map((point) => xmlElement('AccessPoint', placeXml(point)));
  const content = [
    xmlText('AccountId', owner.id),
    xmlText('MaxKeys', String(maxKeysOf(call))),
    pageXml,
    xmlElement('AccessPoints', found.join('')),
  ];
  return xmlResponse(xmlElement('ListAccessPointsResult', content.join('')));
}

async function putPolicy(call: OssCall): Promise<MockResponse> {
  const { name } = requirePoint(call);
  const document = await documentOf(call);
  if (!parsePolicy(document))
    throw new OssFail(aliyunOss.errors.invalidArgument, { message: 'The policy is not valid.' });
  setConfiguration(call.state, { bucket: call.bucket, name: policyPrefix + name }, document);
  return done;
}

function getPolicy(call: OssCall): MockResponse {
  const { name } = requirePoint(call);
  const document = configurationOf(call.state, call.bucket, policyPrefix + name);
  if (document === undefined)
    throw new OssFail(missingConfiguration('NoSuchAccessPointPolicy', 'policy of the access point'));
  return { status: 200, headers: { 'content-type': 'application/json' }, body: document };
}

function deletePolicy(call: OssCall): MockResponse {
  const { name } = requirePoint(call);
  setConfiguration(call.state, { bucket: call.bucket, name: policyPrefix + name }, undefined);
  return noContent;
}
