import { checkTagsOfBucket, tagsWithout } from '../tags.ts';
import { checkLifecycle } from './check-lifecycle.ts';
import * as check from './checks.ts';
import { withAllLimits } from './qos.ts';
import { resourceGroupXml } from './resource-group.ts';

/** A document that a bucket keeps, and gives back as it was set. */
export interface BucketConfiguration {
  readonly selector: string;
  /** The value of the parameter `comp` that names it beside the selector. */
  readonly comp?: string;
  /** Behind `putBucket`, `getBucket` and `deleteBucket` in the names of the operations. */
  readonly title: string;
  readonly root: string;
  readonly methods: readonly ('PUT' | 'GET' | 'DELETE')[];
  /** The account keeps one, too, behind `put`, `get` and `delete`. */
  readonly isOfAccountToo?: boolean;
  /** The code of the error if there is none; without it, the default is given back. */
  readonly missing?: string;
  readonly otherwise?: string;
  /** Throws MalformedXML or InvalidArgument. */
  readonly check?: check.ConfigurationCheck;
  /** The document as it is kept: with what the client may leave out. */
  readonly completed?: (document: string) => string;
  /** In the names that policies have for the operations, if it is not the title. */
  readonly actionTitle?: string;
  /** What is left when a DELETE names parts of the document in the value of the selector. */
  readonly without?: (document: string, names: readonly string[]) => string;
}

const all = ['PUT', 'GET', 'DELETE'] as const;
const kept = ['PUT', 'GET'] as const;

export const configurations: readonly BucketConfiguration[] = [
  {
    selector: 'cors',
    title: 'Cors',
    root: 'CORSConfiguration',
    methods: all,
    missing: 'NoSuchCORSConfiguration',
    check: check.cors,
  },
  {
    selector: 'lifecycle',
    title: 'Lifecycle',
    root: 'LifecycleConfiguration',
    methods: all,
    missing: 'NoSuchLifecycle',
    check: checkLifecycle,
  },
  {
    selector: 'tagging',
    title: 'Tags',
    root: 'Tagging',
    methods: all,
    otherwise: '<Tagging><TagSet/></Tagging>',
    check: checkTagsOfBucket,
    actionTitle: 'Tagging',
    without: tagsWithout,
  },
  {
    selector: 'versioning',
    title: 'Versioning',
    root: 'VersioningConfiguration',
    methods: kept,
    otherwise: '<VersioningConfiguration/>',
    check: check.versioning,
  },
  {
    selector: 'referer',
    title: 'Referer',
    root: 'RefererConfiguration',
    methods: kept,
    otherwise:
      '<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer><AllowTruncateQueryString>true</AllowTruncateQueryString><RefererList/></RefererConfiguration>',
    check: check.referer,
  },
  {
    selector: 'website',
    title: 'Website',
    root: 'WebsiteConfiguration',
    methods: all,
    missing: 'NoSuchWebsiteConfiguration',
    check: check.website,
  },
  {
    selector: 'encryption',
    title: 'Encryption',
    root: 'ServerSideEncryptionRule',
    methods: all,
    missing: 'NoSuchServerSideEncryptionRule',
    check: check.encryption,
  },
  {
    selector: 'requestPayment',
    title: 'RequestPayment',
    root: 'RequestPaymentConfiguration',
    methods: kept,
    otherwise: '<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>',
    check: check.requestPayment,
  },
  {
    selector: 'logging',
    title: 'Logging',
    root: 'BucketLoggingStatus',
    methods: all,
    otherwise: '<BucketLoggingStatus/>',
    check: check.logging,
  },
  {
    selector: 'userDefinedLogFieldsConfig',
    title: 'UserDefinedLogFieldsConfig',
    root: 'UserDefinedLogFieldsConfiguration',
    methods: all,
    missing: 'NoSuchUserDefinedLogFieldsConfig',
  },
  {
    selector: 'transferAcceleration',
    title: 'TransferAcceleration',
    root: 'TransferAccelerationConfiguration',
    methods: kept,
    missing: 'NoSuchTransferAccelerationConfiguration',
    check: check.flag('Enabled'),
  },
  {
    selector: 'accessmonitor',
    title: 'AccessMonitor',
    root: 'AccessMonitorConfiguration',
    methods: kept,
    otherwise: '<AccessMonitorConfiguration><Status>Disabled</Status></AccessMonitorConfiguration>',
    check: check.accessMonitor,
  },
  {
    selector: 'resourceGroup',
    title: 'ResourceGroup',
    root: 'BucketResourceGroupConfiguration',
    methods: kept,
    otherwise: resourceGroupXml(),
  },
  {
    selector: 'httpsConfig',
    title: 'HttpsConfig',
    root: 'HttpsConfiguration',
    methods: kept,
    otherwise: '<HttpsConfiguration><TLS><Enable>false</Enable></TLS></HttpsConfiguration>',
  },
  {
    selector: 'publicAccessBlock',
    title: 'PublicAccessBlock',
    root: 'PublicAccessBlockConfiguration',
    methods: all,
    isOfAccountToo: true,
    otherwise:
      '<PublicAccessBlockConfiguration><BlockPublicAccess>false</BlockPublicAccess></PublicAccessBlockConfiguration>',
    check: check.flag('BlockPublicAccess'),
  },
  {
    selector: 'qosInfo',
    title: 'QosInfo',
    root: 'QoSConfiguration',
    methods: all,
    missing: 'NoSuchBucketQosInfo',
    completed: withAllLimits,
  },
  {
    selector: 'qos',
    title: 'StorageCapacity',
    root: 'BucketUserQos',
    methods: kept,
    otherwise: '<BucketUserQos><StorageCapacity>-1</StorageCapacity></BucketUserQos>',
    check: check.storageCapacity,
  },
  {
    selector: 'quota',
    title: 'StorageQuota',
    root: 'QuotaConfiguration',
    methods: all,
    missing: 'NoSuchBucketStorageQuota',
    check: check.storageQuota,
  },
  {
    selector: 'policy',
    comp: 'callback',
    title: 'CallbackPolicy',
    root: 'BucketCallbackPolicy',
    methods: all,
    missing: 'NoSuchCallbackPolicy',
  },
  {
    selector: 'overwriteConfig',
    title: 'OverwriteConfig',
    root: 'OverwriteConfiguration',
    methods: all,
    missing: 'NoSuchBucketOverwriteConfig',
  },
  {
    selector: 'archiveDirectRead',
    title: 'ArchiveDirectRead',
    root: 'ArchiveDirectReadConfiguration',
    methods: kept,
    otherwise: '<ArchiveDirectReadConfiguration><Enabled>false</Enabled></ArchiveDirectReadConfiguration>',
    check: check.flag('Enabled'),
  },
];
