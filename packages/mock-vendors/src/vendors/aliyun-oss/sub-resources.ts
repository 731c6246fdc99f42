const signedSelectors =
  `accessmonitor accessPoint accessPointConfigForObjectProcess accessPointForObjectProcess accessPointPolicy
  accessPointPolicyForObjectProcess acl append archiveDirectRead asyncFetch asyncProcess batchJob batchJobPriority
  batchJobStatus bucketInfo cleanRestoredObject cloudboxes cname cors csr dataPipeline dataRedundancyTransition delete
  encryption httpsConfig inventory img legalHold lifecycle link live location logging metaQuery metadataConfiguration
  metadataInventoryTable metadataJournalTable objectInfo objectMeta objectWorm overwriteConfig policy policyStatus
  publicAccessBlock qos qosInfo qosRequester quota redundancyTransition referer regionList regions replication
  replicationLocation replicationProgress requestPayment requesterQosInfo resourceGroup restore retention rtc seal stat status
  style styleName symlink tagging token transferAcceleration udf udfApplication udfApplicationLog udfId udfImage udfImageDesc
  udfName uploadId uploads userDefinedLogFieldsConfig versioning versions vod website worm wormExtend wormId
  x-oss-async-process x-oss-process`.split(/\s+/);

/** Parameters that are signed with version 1, and change what an operation does or answers. */
const signedModifiers = `callback callback-var comp continuation-token endTime inventoryId partNumber position
  response-cache-control response-content-disposition response-content-encoding response-content-language
  response-content-type response-expires security-token sequential startTime versionId`.split(/\s+/);

const signed = new Set([...signedSelectors, ...signedModifiers]);

/** Filters of lists are not signed, and neither are unknown parameters. */
export const isSignedParameter = (name: string): boolean => signed.has(name) || name.startsWith('x-oss-');

/** They choose an operation that is not emulated, but are not signed with version 1. */
const unsignedSelectors = `antiDDos bucketAntiDDos resourcePool resourcePoolBuckets resourcePoolInfo`.split(
  /\s+/,
);

/** Query parameters that choose another operation than the plain one. One that nothing here emulates is refused by name. */
export const selectors = [...signedSelectors, ...unsignedSelectors];

/** Those among the parameters that choose an operation. */
export const selectorsIn = (query: ReadonlyMap<string, string>): readonly string[] =>
  selectors.filter((name) => query.has(name));
