import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, configurationsUnder, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { done } from '../empty.ts';
import { OssFail } from '../failure.ts';
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
  { name: 'putCname', method: 'POST', ...bucket, comp: 'add', run: putCname },
  { name: 'deleteCname', method: 'POST', ...bucket, comp: 'delete', run: deleteCname },
  { name: 'createCnameToken', method: 'POST', ...bucket, comp: 'token', run: createToken },
  { name: 'getCnameToken', method: 'GET', ...bucket, comp: 'token', run: getToken },
  { name: 'listCname', method: 'GET', ...bucket, run: listCname },
];

const [domains, tokens] = ['cname ', 'cname-token '];
/** Documented for a token. */
const tokenLifeMs = 72 * 3_600_000;

async function domainOf(call: OssCall): Promise<string> {
  const root = parseXml(await documentOf(call), 'BucketCnameConfiguration');
  const domain = textOf(childOf(root, 'Cname'), 'Domain');
  if (!domain) throw new OssFail(aliyunOss.errors.invalidArgument, { elements: { ArgumentName: 'Domain' } });
  return domain;
}

async function putCname(call: OssCall): Promise<MockResponse> {
  const domain = await domainOf(call);
  setConfiguration(call.state, { bucket: call.bucket, name: domains + domain }, domainXml(domain, call.now));
  return done;
}

async function deleteCname(call: OssCall): Promise<MockResponse> {
  const domain = await domainOf(call);
  setConfiguration(call.state, { bucket: call.bucket, name: domains + domain }, undefined);
  return done;
}

/** The token proves, as a record of the domain, whose it is. One that has not expired is given out again. */
async function createToken(call: OssCall): Promise<MockResponse> {
  const domain = await domainOf(call);
  const token = tokenFor(call, domain) ?? tokenXml(call, domain);
  setConfiguration(call.state, { bucket: call.bucket, name: tokens + domain }, token);
  return xmlResponse(token);
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

/** Undefined without one, or with one that has expired. */
function tokenFor({ state, bucket, now }: OssCall, domain: string): string | undefined {
  const token = configurationOf(state, bucket, tokens + domain);
  if (token === undefined) return undefined;
  const expiresAt = Date.parse(textOf(parseXml(token, 'CnameToken'), 'ExpireTime') ?? '');
  return now < expiresAt ? token : undefined;
}

function getToken(call: OssCall): MockResponse {
  const domain = call.query.get('cname') ?? '';
  const token = tokenFor(call, domain);
  if (token === undefined)
    throw new OssFail(missingConfiguration('CnameTokenNotFound', 'CNAME token'), {
      ec: '0018-00000301',
      elements: { Bucket: call.bucket, Cname: domain },
    });
  return xmlResponse(token);
}

function listCname({ state, bucket }: OssCall): MockResponse {
  const content = [
    xmlText('Bucket', bucket),
    xmlText('Owner', owner.id),
    ...configurationsUnder(state, bucket, domains).map(([, document]) => document),
  ];
  return xmlResponse(xmlElement('ListCnameResult', content.join('')));
}
