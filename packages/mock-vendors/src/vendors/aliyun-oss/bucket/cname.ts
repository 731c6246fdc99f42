import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { bucketStateOf, configurationOf, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { notEmulated, OssFail } from '../failure.ts';
import type { OssOperation } from '../operation.ts';
import { owner } from '../owner.ts';
import { childOf, parseXml, textOf, xmlElement, xmlText } from '../xml.ts';
import { documentOf } from './body.ts';
import { xmlResponse } from './configuration-operations.ts';
import { missingConfiguration } from './errors.ts';
import { timeText } from './info.ts';

const bucket = { scope: 'bucket', selectors: ['cname'] } as const;

/** Domains are kept, but the emulator does not answer at them: see the setting `ownHostnames`. */
export const cnameOperations: readonly OssOperation[] = [
  { name: 'putCname', method: 'POST', ...bucket, run: changeCname },
  { name: 'listCname', method: 'GET', ...bucket, run: readCname },
];

const [domains, tokens] = ['cname ', 'cname-token '];
/** Documented for a token. */
const tokenLifeMs = 72 * 3_600_000;

/** Adds or deletes a domain, or makes the token that proves whose it is, as `comp` says. */
async function changeCname(call: OssCall): Promise<MockResponse> {
  const document = await documentOf(call);
  const domain = textOf(childOf(parseXml(document, 'BucketCnameConfiguration'), 'Cname'), 'Domain');
  if (!domain) throw new OssFail(aliyunOss.errors.invalidArgument, { elements: { ArgumentName: 'Domain' } });
  const { state, bucket, now } = call;
  const comp = call.query.get('comp') ?? '';
  switch (comp) {
    case 'add':
      setConfiguration(state, { bucket, name: domains + domain }, domainXml(domain, now));
      return { status: 200, headers: {}, body: '' };
    case 'delete':
      setConfiguration(state, { bucket, name: domains + domain }, undefined);
      return { status: 200, headers: {}, body: '' };
    case 'token': {
      const token = tokenXml(call, domain);
      setConfiguration(state, { bucket, name: tokens + domain }, token);
      return xmlResponse(token);
    }
    default:
      throw notEmulated(`POST of a bucket with cname and comp=${comp}`);
  }
}

const domainXml = (domain: string, now: number): string =>
  xmlElement(
    'Cname',
    xmlText('Domain', domain) + xmlText('LastModified', timeText(now)) + xmlText('Status', 'Enabled'),
  );

const tokenXml = ({ exchange, bucket, now }: OssCall, domain: string): string =>
  xmlElement(
    'CnameToken',
    xmlText('Bucket', bucket) +
      xmlText('Cname', domain) +
      xmlText('Token', exchange.world.ids.hex()) +
      xmlText('ExpireTime', new Date(now + tokenLifeMs).toUTCString()),
  );

/** All domains, or the token of the one that `cname` names. */
function readCname(call: OssCall): MockResponse {
  const { state, bucket, query } = call;
  if (query.get('comp') === 'token') {
    const token = configurationOf(state, bucket, tokens + (query.get('cname') ?? ''));
    if (token === undefined) throw new OssFail(missingConfiguration('NoSuchCname', 'CNAME token'));
    return xmlResponse(token);
  }
  const found = [...bucketStateOf(state, bucket).configurations].filter(([name]) => name.startsWith(domains));
  const content = [
    xmlText('Bucket', bucket),
    xmlText('Owner', owner.id),
    ...found.map(([, document]) => document),
  ];
  return xmlResponse(xmlElement('ListCnameResult', content.join('')));
}
