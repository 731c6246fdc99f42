import { expect, it } from 'vitest';
import { call, elementOf, openOss } from '../helpers/oss.ts';

type Row = readonly [what: string, content: string, code?: string];

const corsRule = (more = '', origin = '<AllowedOrigin>*</AllowedOrigin>') =>
  `<CORSRule>${origin}<AllowedMethod>GET</AllowedMethod>${more}</CORSRule>`;
const age = (seconds: string) => corsRule(`<MaxAgeSeconds>${seconds}</MaxAgeSeconds>`);
const index = (suffix: string) => `<IndexDocument><Suffix>${suffix}</Suffix></IndexDocument>`;
const errorPage = (key: string) => `<ErrorDocument><Key>${key}</Key></ErrorDocument>`;
const algorithm = (name: string) =>
  `<ApplyServerSideEncryptionByDefault><SSEAlgorithm>${name}</SSEAlgorithm></ApplyServerSideEncryptionByDefault>`;
const referers = (flag: string) => `<AllowEmptyReferer>${flag}</AllowEmptyReferer><RefererList/>`;
const logTo = (target: string) => `<LoggingEnabled><TargetBucket>${target}</TargetBucket></LoggingEnabled>`;
const quota = (bytes: string, mode: string) => `<StorageQuota>${bytes}</StorageQuota><Mode>${mode}</Mode>`;
const status = (value: string) => `<Status>${value}</Status>`;

const lifecycleRule = (content: string, more = '<Prefix/><Status>Enabled</Status>') =>
  `<Rule>${more}${content}</Rule>`;
const days = (count: number | string) => `<Days>${count}</Days>`;
const expiration = (content: string) => lifecycleRule(`<Expiration>${content}</Expiration>`);
const noncurrent = (count: number) =>
  lifecycleRule(
    `<NoncurrentVersionExpiration><NoncurrentDays>${count}</NoncurrentDays></NoncurrentVersionExpiration>`,
  );
const before = (date: string) => expiration(`<CreatedBeforeDate>${date}</CreatedBeforeDate>`);
const rulesFor = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    lifecycleRule(`<Expiration>${days(1)}</Expiration>`, `<Prefix>p${i}/</Prefix>${status('Enabled')}`),
  ).join('');
const named = (id: string, prefix: string) =>
  lifecycleRule(
    `<Expiration>${days(1)}</Expiration>`,
    `<ID>${id}</ID><Prefix>${prefix}</Prefix>${status('Disabled')}`,
  );
const both = (transition: number, end: number) =>
  lifecycleRule(
    `<Transition>${days(transition)}<StorageClass>IA</StorageClass></Transition><Expiration>${days(end)}</Expiration>`,
  );
const chosen = (prefix: string, more = '') =>
  lifecycleRule(
    `${more}<Expiration>${days(1)}</Expiration>`,
    `<Prefix>${prefix}</Prefix>${status('Enabled')}`,
  );

/** Per configuration: its root, and what the documentation allows and forbids. */
const rows: Readonly<Record<string, readonly [root: string, ...Row[]]>> = {
  cors: [
    'CORSConfiguration',
    ['20 rules', corsRule().repeat(20)],
    ['21 rules', corsRule().repeat(21), 'CORSRuleBeyondLimit'],
    ['no origin', corsRule('', ''), 'MalformedXML'],
    ['an age of 0 seconds', age('0')],
    ['an age of 999,999,999 seconds', age('999999999')],
    ['an age of 1,000,000,000 seconds', age('1000000000'), 'MalformedXML'],
    ['an age below 0', age('-1'), 'MalformedXML'],
    ['an age that is no number', age('1h'), 'MalformedXML'],
    ['one * in an origin', corsRule('', '<AllowedOrigin>https://*.example.com</AllowedOrigin>')],
    ['two * in an origin', corsRule('', '<AllowedOrigin>*.*</AllowedOrigin>'), 'InvalidArgument'],
    ['one * in an allowed header', corsRule('<AllowedHeader>x-*</AllowedHeader>')],
    ['two * in an allowed header', corsRule('<AllowedHeader>x-*-*</AllowedHeader>'), 'InvalidArgument'],
    ['an exposed header', corsRule('<ExposeHeader>x-oss-test</ExposeHeader>')],
    ['a * in an exposed header', corsRule('<ExposeHeader>x-*</ExposeHeader>'), 'InvalidArgument'],
    ...['GET', 'PUT', 'DELETE', 'POST', 'HEAD'].map((method): Row => {
      const allowed = `<AllowedMethod>${method}</AllowedMethod>`;
      return [`the method ${method}`, corsRule(allowed)];
    }),
    [
      'one method of two that does not exist',
      corsRule('<AllowedMethod>PATCH</AllowedMethod>'),
      'MalformedXML',
    ],
  ],
  versioning: [
    'VersioningConfiguration',
    ['Enabled', status('Enabled')],
    ['Suspended', status('Suspended')],
    ['no status', '', 'MalformedXML'],
  ],
  referer: [
    'RefererConfiguration',
    ['an empty list', referers('true')],
    ['a flag in another case', referers('False')],
    ['no list', '<AllowEmptyReferer>true</AllowEmptyReferer>', 'MalformedXML'],
    ['no flag', '<RefererList/>', 'MalformedXML'],
  ],
  website: [
    'WebsiteConfiguration',
    ['an index document', index('index.html')],
    ['an error document', errorPage('error.html')],
    ['rules', '<RoutingRules/>'],
    ['an index document without a suffix', '<IndexDocument/>', 'InvalidArgument'],
    ['a slash in the suffix', index('a/index.html'), 'InvalidArgument'],
    ['an error document without a key', '<ErrorDocument/>', 'InvalidArgument'],
    ['an error document with an empty key', index('index.html') + errorPage(''), 'InvalidArgument'],
  ],
  encryption: [
    'ServerSideEncryptionRule',
    ['AES256', algorithm('AES256')],
    ['KMS', algorithm('KMS')],
    ['SM4', algorithm('SM4')],
    ['no algorithm', '<ApplyServerSideEncryptionByDefault/>', 'InvalidArgument'],
  ],
  requestPayment: [
    'RequestPaymentConfiguration',
    ['the owner', '<Payer>BucketOwner</Payer>'],
    ['the requester', '<Payer>Requester</Payer>'],
    ['no payer', '', 'MalformedXML'],
  ],
  logging: [
    'BucketLoggingStatus',
    ['a bucket', logTo('make-cv')],
    ['nothing, which turns it off', ''],
    ['no bucket', '<LoggingEnabled/>', 'MalformedXML'],
    ['an empty name', logTo(''), 'MalformedXML'],
    ['a bucket elsewhere', logTo('picwishsz'), 'InvalidTargetBucketForLogging'],
    ['a name of JavaScript', logTo('constructor'), 'InvalidTargetBucketForLogging'],
  ],
  accessmonitor: [
    'AccessMonitorConfiguration',
    ['Enabled', status('Enabled')],
    ['Disabled', status('Disabled')],
  ],
  quota: [
    'QuotaConfiguration',
    ['a strict quota', quota('1', 'Strict')],
    ['a quota that warns', quota('0', 'Warning')],
    ['a quota below 0', quota('-1', 'Strict'), 'MalformedXML'],
    ['no quota', '<Mode>Strict</Mode>', 'MalformedXML'],
    ['another mode', quota('1', 'Loose'), 'MalformedXML'],
  ],
  qos: [
    'BucketUserQos',
    ['0 GB', '<StorageCapacity>0</StorageCapacity>'],
    ['no capacity', '', 'MalformedXML'],
  ],
  lifecycle: [
    'LifecycleConfiguration',
    ['1,000 rules', rulesFor(1000)],
    ['1,001 rules', rulesFor(1001), 'MalformedXML'],
    ['two rules with one ID', named('a', 'p/') + named('a', 'q/'), 'InvalidArgument'],
    ['two rules with IDs of their own', named('a', 'p/') + named('b', 'q/')],
    ['two rules without an ID', named('', 'p/') + named('', 'q/')],
    ['no status', lifecycleRule(`<Expiration>${days(1)}</Expiration>`, '<Prefix/>'), 'MalformedXML'],
    [
      'another status',
      lifecycleRule(`<Expiration>${days(1)}</Expiration>`, `<Prefix/>${status('On')}`),
      'MalformedXML',
    ],
    ['1 day', expiration(days(1))],
    ['half a day', expiration(days(0.5)), 'MalformedXML'],
    ['0 days', expiration(days(0)), 'MalformedXML'],
    ['1 day as an older version', noncurrent(1)],
    ['0 days as an older version', noncurrent(0), 'MalformedXML'],
    ['a marker', expiration('<ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>')],
    ['nothing when', expiration(''), 'MalformedXML'],
    ['no marker', expiration('<ExpiredObjectDeleteMarker>false</ExpiredObjectDeleteMarker>'), 'MalformedXML'],
    [
      'days and no marker',
      expiration(`${days(1)}<ExpiredObjectDeleteMarker>False</ExpiredObjectDeleteMarker>`),
    ],
    [
      'days and a marker',
      expiration(`${days(1)}<ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>`),
      'MalformedXML',
    ],
    [
      'days and a date',
      expiration(`${days(1)}<CreatedBeforeDate>2026-01-01T00:00:00.000Z</CreatedBeforeDate>`),
      'MalformedXML',
    ],
    ['midnight', before('2026-01-01T00:00:00.000Z')],
    ['noon', before('2026-01-01T12:00:00.000Z'), 'MalformedXML'],
    ['an expiration after the transition', both(30, 31)],
    ['an expiration with the transition', both(30, 30), 'InvalidArgument'],
    ['rules for other keys', chosen('a/') + chosen('b/')],
    ['rules for the same keys', chosen('a/') + chosen('a/'), 'InvalidArgument'],
    ['a rule for more keys before', chosen('') + chosen('a/'), 'InvalidArgument'],
    ['a rule for more keys behind', chosen('a/') + chosen(''), 'InvalidArgument'],
    [
      'a third rule for the keys of the second',
      chosen('a/') + chosen('b/') + chosen('b/c'),
      'InvalidArgument',
    ],
    ['rules that choose by tags', chosen('a/', '<Tag><Key>k</Key><Value>v</Value></Tag>') + chosen('a/')],
    ['rules that choose by a filter', chosen('a/') + chosen('a/', '<Filter/>')],
  ],
};

it.each(Object.entries(rows))(
  'takes and refuses, of %s, what is documented',
  async (selector, [root, ...own]) => {
    const oss = await openOss();
    const answers = await Promise.all(
      own.map(async ([what, content]) => {
        const body = `<${root}>${content}</${root}>`;
        const { status, text } = await call(oss, { method: 'PUT', path: `/mock-bucket/?${selector}`, body });
        return [what, status, elementOf(text, 'Code')];
      }),
    );
    expect(answers).toEqual(own.map(([what, , code]) => [what, code ? 400 : 200, code]));
  },
);
