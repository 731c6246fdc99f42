import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { OssFail } from '../failure.ts';
import type { OssOperation } from '../operation.ts';
import { parseXml, xmlDocument } from '../xml.ts';
import { documentOf } from './body.ts';
import { type BucketConfiguration, configurations } from './configurations.ts';
import { missingConfiguration } from './errors.ts';
import { withLifecycleIds } from './lifecycle.ts';

export const configurationOperations: readonly OssOperation[] = configurations.flatMap((configuration) =>
  configuration.methods.flatMap((method) => [
    operationOf(configuration, method, 'bucket'),
    ...(configuration.isOfAccountToo ? [operationOf(configuration, method, 'service')] : []),
  ]),
);

function operationOf(
  configuration: BucketConfiguration,
  method: 'PUT' | 'GET' | 'DELETE',
  scope: 'bucket' | 'service',
): OssOperation {
  const { selector, title } = configuration;
  const run = { PUT: put, GET: get, DELETE: remove }[method];
  return {
    name: `${method.toLowerCase()}${scope === 'bucket' ? 'Bucket' : ''}${title}`,
    method,
    scope,
    selectors: [selector],
    run: (call) => run(call, configuration),
  };
}

async function put(call: OssCall, { selector, root, check }: BucketConfiguration): Promise<MockResponse> {
  const document = await documentOf(call);
  check?.(parseXml(document, root));
  if (!check) parseXml(document, root);
  const kept = selector === 'lifecycle' ? withLifecycleIds(document, call) : document;
  setConfiguration(call.state, { bucket: call.bucket, name: selector }, kept);
  return { status: 200, headers: {}, body: '' };
}

function get({ state, bucket }: OssCall, { selector, title, ...rest }: BucketConfiguration): MockResponse {
  const document = configurationOf(state, bucket, selector) ?? rest.otherwise;
  if (document === undefined)
    throw new OssFail(missingConfiguration(rest.missing ?? `NoSuch${title}`, `${title} configuration`), {
      elements: { BucketName: bucket },
    });
  return xmlResponse(document);
}

function remove({ state, bucket }: OssCall, { selector }: BucketConfiguration): MockResponse {
  setConfiguration(state, { bucket, name: selector }, undefined);
  return { status: 204, headers: {}, body: '' };
}

/** With a declaration in front, which clients often leave out. */
export const xmlResponse = (document: string): MockResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: document.trimStart().startsWith('<?xml') ? document : xmlDocument(document),
});
