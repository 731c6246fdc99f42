import { accessPolicy, type OperationStep, onBucket, onService, tagging } from './oss-step.ts';

/** What is put, read and, unless the bucket only overwrites it, deleted. */
const kept = (name: string, selectors: string, body: string, isDeleted = true): OperationStep[] => [
  onBucket(`putBucket${name}`, 'PUT', selectors, { body }),
  onBucket(`getBucket${name}`, 'GET', selectors),
  ...(isDeleted ? [onBucket(`deleteBucket${name}`, 'DELETE', selectors, { status: 204 })] : []),
];

const blocked =
  '<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess></PublicAccessBlockConfiguration>';

/** What buckets and the account keep. */
export const configurationSteps: readonly OperationStep[] = [
  ...kept(
    'Cors',
    'cors',
    '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>',
  ),
  ...kept(
    'Lifecycle',
    'lifecycle',
    '<LifecycleConfiguration><Rule><Prefix>a</Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>',
  ),
  ...kept('Tags', 'tagging', tagging),
  ...kept(
    'Referer',
    'referer',
    '<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer><RefererList/></RefererConfiguration>',
    false,
  ),
  ...kept(
    'Website',
    'website',
    '<WebsiteConfiguration><IndexDocument><Suffix>a</Suffix></IndexDocument></WebsiteConfiguration>',
  ),
  ...kept(
    'Encryption',
    'encryption',
    '<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>',
  ),
  ...kept(
    'RequestPayment',
    'requestPayment',
    '<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>',
    false,
  ),
  ...kept(
    'Logging',
    'logging',
    '<BucketLoggingStatus><LoggingEnabled><TargetBucket>mock-bucket</TargetBucket></LoggingEnabled></BucketLoggingStatus>',
  ),
  ...kept(
    'UserDefinedLogFieldsConfig',
    'userDefinedLogFieldsConfig',
    '<UserDefinedLogFieldsConfiguration><HeaderSet><header>a</header></HeaderSet></UserDefinedLogFieldsConfiguration>',
  ),
  ...kept(
    'TransferAcceleration',
    'transferAcceleration',
    '<TransferAccelerationConfiguration><Enabled>true</Enabled></TransferAccelerationConfiguration>',
    false,
  ),
  ...kept(
    'AccessMonitor',
    'accessmonitor',
    '<AccessMonitorConfiguration><Status>Enabled</Status></AccessMonitorConfiguration>',
    false,
  ),
  ...kept(
    'ResourceGroup',
    'resourceGroup',
    '<BucketResourceGroupConfiguration><ResourceGroupId>rg-1</ResourceGroupId></BucketResourceGroupConfiguration>',
    false,
  ),
  ...kept(
    'HttpsConfig',
    'httpsConfig',
    '<HttpsConfiguration><TLS><Enable>true</Enable></TLS></HttpsConfiguration>',
    false,
  ),
  ...kept('PublicAccessBlock', 'publicAccessBlock', blocked),
  onService('putPublicAccessBlock', 'PUT', 'publicAccessBlock', { body: blocked }),
  onService('getPublicAccessBlock', 'GET', 'publicAccessBlock'),
  onService('deletePublicAccessBlock', 'DELETE', 'publicAccessBlock', { status: 204 }),
  ...kept(
    'QosInfo',
    'qosInfo',
    '<QoSConfiguration><TotalUploadBandwidth>10</TotalUploadBandwidth></QoSConfiguration>',
  ),
  ...kept(
    'StorageCapacity',
    'qos',
    '<BucketUserQos><StorageCapacity>10</StorageCapacity></BucketUserQos>',
    false,
  ),
  ...kept(
    'StorageQuota',
    'quota',
    '<QuotaConfiguration><StorageQuota>1</StorageQuota><Mode>Strict</Mode></QuotaConfiguration>',
  ),
  ...kept(
    'CallbackPolicy',
    'policy comp=callback',
    '<BucketCallbackPolicy><PolicyItem/></BucketCallbackPolicy>',
  ),
  ...kept(
    'OverwriteConfig',
    'overwriteConfig',
    '<OverwriteConfiguration><Rule><ID>a</ID></Rule></OverwriteConfiguration>',
  ),
  ...kept(
    'ArchiveDirectRead',
    'archiveDirectRead',
    '<ArchiveDirectReadConfiguration><Enabled>true</Enabled></ArchiveDirectReadConfiguration>',
    false,
  ),
  ...kept('Policy', 'policy', accessPolicy).slice(0, 2),
  onBucket('getBucketPolicyStatus', 'GET', 'policyStatus'),
  onBucket('deleteBucketPolicy', 'DELETE', 'policy', { status: 204 }),
  ...kept(
    'Inventory',
    'inventory inventoryId=i',
    '<InventoryConfiguration><Id>i</Id></InventoryConfiguration>',
  ),
  ...kept(
    'Versioning',
    'versioning',
    '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>',
    false,
  ),
];
