import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, configurationsUnder, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { compareKeys } from '../compare-keys.ts';
import { done, noContent } from '../empty.ts';
import { OssFail } from '../failure.ts';
import type { OssOperation } from '../operation.ts';
import { parseXml, textOf, xmlElement, xmlText } from '../xml.ts';
import { documentOf } from './body.ts';
import { xmlResponse } from './configuration-operations.ts';
import { bucketErrors, missingConfiguration } from './errors.ts';
import { withPlainFlags } from './flags.ts';

const bucket = { scope: 'bucket', selectors: ['inventory'] } as const;

/** Configurations are kept, but no inventory is written. */
export const inventoryOperations: readonly OssOperation[] = [
  { name: 'putBucketInventory', method: 'PUT', ...bucket, run: putInventory },
  { name: 'getBucketInventory', method: 'GET', ...bucket, run: getInventory },
  { name: 'deleteBucketInventory', method: 'DELETE', ...bucket, run: deleteInventory },
];

const nameOf = (id: string) => `inventory ${id}`;
const idOf = ({ query }: OssCall) => query.get('inventoryId') ?? '';

async function putInventory(call: OssCall): Promise<MockResponse> {
  const document = withPlainFlags(await documentOf(call));
  const id = textOf(parseXml(document, 'InventoryConfiguration'), 'Id');
  if (!id || id !== idOf(call))
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'The Id is not the parameter inventoryId.',
    });
  const { state, bucket } = call;
  if (configurationOf(state, bucket, nameOf(id)) !== undefined)
    throw new OssFail(bucketErrors.inventoryExists);
  if (configurationsUnder(state, bucket, nameOf('')).length >= maxInventories)
    throw new OssFail(bucketErrors.tooManyInventories);
  setConfiguration(state, { bucket, name: nameOf(id) }, document);
  return done;
}

/** Documented for one bucket. */
const maxInventories = 1000;

function getInventory(call: OssCall): MockResponse {
  if (!call.query.has('inventoryId')) return listInventories(call);
  const document = configurationOf(call.state, call.bucket, nameOf(idOf(call)));
  if (document === undefined)
    throw new OssFail(missingConfiguration('NoSuchInventory', 'inventory configuration'));
  return xmlResponse(document);
}

/** Documented for one page of inventories. */
const pageSize = 100;

function listInventories({ state, bucket, query }: OssCall): MockResponse {
  const after = query.get('continuation-token') ?? '';
  const found = configurationsUnder(state, bucket, nameOf('')).filter(([id]) => compareKeys(id, after) > 0);
  if (found.length === 0 && after === '')
    throw new OssFail(missingConfiguration('NoSuchInventory', 'inventory configuration'));
  const page = found.slice(0, pageSize);
  const next = found.length > pageSize ? page.at(-1)?.[0] : undefined;
  const content = [
    ...page.map(([, document]) => document.replace(/<\?xml[^>]*\?>\s*/, '')),
    xmlText('IsTruncated', String(next !== undefined)),
    next === undefined ? '' : xmlText('NextContinuationToken', next),
  ];
  return xmlResponse(xmlElement('ListInventoryConfigurationsResult', content.join('')));
}

function deleteInventory(call: OssCall): MockResponse {
  setConfiguration(call.state, { bucket: call.bucket, name: nameOf(idOf(call)) }, undefined);
  return noContent;
}
