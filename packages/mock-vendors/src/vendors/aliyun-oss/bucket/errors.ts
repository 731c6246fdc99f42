import type { DocumentedError } from '@api-repack/core';

/** Which kind of error core takes them for is nothing that a client of the emulator sees. */
const error = (code: string, status: number, message: string): DocumentedError => ({
  code,
  status,
  kind: 'bad-input',
  message,
  hint: '',
});

export const bucketErrors = {
  bucketAlreadyExists: error(
    'BucketAlreadyExists',
    409,
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
  ),
  bucketNotEmpty: error('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty.'),
  tooManyCorsRules: error('CORSRuleBeyondLimit', 400, 'The CORS Rules num is beyond limit'),
  badReplicationLocation: error(
    'BadReplicationLocation',
    400,
    'The replication location you choose is invalid',
  ),
  invalidTargetBucket: error(
    'InvalidTargetBucket',
    400,
    'The destination bucket does not exist, or is the source bucket.',
  ),
  invalidTargetForLogging: error(
    'InvalidTargetBucketForLogging',
    400,
    'The bucket for the logs does not exist, or is in another region.',
  ),
  inventoryExists: error('InventoryAlreadyExist', 409, 'The inventory exists already.'),
  tooManyInventories: error('InventoryExceedLimit', 400, 'The bucket has too many inventories.'),
  noSuchRegion: error('NoSuchRegion', 404, 'The region does not exist.'),
  accessPointExists: error('AccessPointAlreadyExists', 409, 'The access point already exists.'),
  metaQueryExists: error('MetaQueryAlreadyExist', 409, 'The bucket has a metadata index already.'),
  tooManyBuckets: error('TooManyBuckets', 400, 'You have attempted to create more buckets than allowed.'),
};

/** A configuration that a bucket does not have. */
export const missingConfiguration = (code: string, what: string): DocumentedError =>
  error(code, 404, `The ${what} does not exist.`);
