import { configurationOf } from '../buckets.ts';
import type { OssState } from '../state.ts';
import { parseXml, textOf, xmlElement, xmlText } from '../xml.ts';

const root = 'BucketResourceGroupConfiguration';

export const resourceGroupHeader = 'x-oss-resource-group-id';

const defaultGroup = 'rg-mock';

export const resourceGroupXml = (group: string = defaultGroup): string =>
  xmlElement(root, xmlText('ResourceGroupId', group));

/** The resource group that a bucket is in. */
export function resourceGroupOf(state: OssState, bucket: string): string {
  const document = configurationOf(state, bucket, 'resourceGroup');
  return (document && textOf(parseXml(document, root), 'ResourceGroupId')) || defaultGroup;
}
