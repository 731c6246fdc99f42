import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { done, noContent } from '../empty.ts';
import { OssFail } from '../failure.ts';
import type { OssOperation } from '../operation.ts';
import { parseXml, xmlDocument } from '../xml.ts';
import { documentOf } from './body.ts';
import { type BucketConfiguration, configurations } from './configurations.ts';
import { missingConfiguration } from './errors.ts';
import { withPlainFlags } from './flags.ts';
import { withLifecycleIds } from './lifecycle.ts';

/** The calls by which a bucket, or the account, gets a configuration, shows it and loses it. */
export const operationsOf = (configuration: BucketConfiguration): readonly OssOperation[] =>
  configuration.methods.flatMap((method) => [
    operationOf(configuration, method, 'bucket'),
    ...(configuration.isOfAccountToo ? [operationOf(configuration, method, 'service')] : []),
  ]);

export const configurationOperations = configurations.flatMap(operationsOf);

const runs = { PUT: put, GET: get, DELETE: remove };

function operationOf(
  configuration: BucketConfiguration,
  method: 'PUT' | 'GET' | 'DELETE',
  scope: 'bucket' | 'service',
): OssOperation {
  const { selector, comp, title, actionTitle } = configuration;
  const titled = (last: string) => `${method.toLowerCase()}${scope === 'bucket' ? 'Bucket' : ''}${last}`;
  return {
    name: titled(title),
    ...(actionTitle && { action: titled(actionTitle) }),
    method,
    scope,
    selectors: [selector],
    ...(comp && { comp }),
    run: (call) => runs[method](call, configuration),
  };
}

async function put(call: OssCall, configuration: BucketConfiguration): Promise<MockResponse> {
  const { selector, root, check, completed = (text: string) => text } = configuration;
  const document = withPlainFlags(await documentOf(call));
  const parsed = parseXml(document, root);
  check?.(parsed, call);
  const kept = selector === 'lifecycle' ? withLifecycleIds(document, call) : completed(document);
  setConfiguration(call.state, { bucket: call.bucket, name: nameOf(call, configuration) }, kept);
  return done;
}

function get(call: OssCall, configuration: BucketConfiguration): MockResponse {
  const { title, missing = `NoSuch${title}`, otherwise } = configuration;
  const { state, bucket } = call;
  const document = configurationOf(state, bucket, nameOf(call, configuration)) ?? otherwise;
  if (document === undefined)
    throw new OssFail(missingConfiguration(missing, `${title} configuration`), {
      elements: { BucketName: bucket },
    });
  return xmlResponse(document);
}

function remove(call: OssCall, configuration: BucketConfiguration): MockResponse {
  const { state, bucket, query } = call;
  const name = nameOf(call, configuration);
  const parts = query.get(configuration.selector)?.split(',').filter(Boolean) ?? [];
  const document = configurationOf(state, bucket, name);
  const left = document && parts.length > 0 ? configuration.without?.(document, parts) : undefined;
  setConfiguration(state, { bucket, name }, left);
  return noContent;
}

/** As the bucket keeps it. An access point of the bucket has some configurations of its own. */
function nameOf({ query }: OssCall, { selector, comp }: BucketConfiguration): string {
  const kind = comp ?? query.get('x-oss-access-point-name');
  return kind ? `${selector} ${kind}` : selector;
}

/** With a declaration in front, which clients often leave out. */
export const xmlResponse = (document: string): MockResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: document.trimStart().startsWith('<?xml') ? document : xmlDocument(document),
});
