import { globSync } from 'node:fs';

/**
 * Who notices a mutant. `documentation`: examples, tables and vectors that vendors print. `client`: a program or SDK of others,
 * which knows nothing of the mock. `tests`: nothing but tests and clients of our own.
 */
export type Witness = 'documentation' | 'client' | 'tests';

export const witnesses: readonly Witness[] = ['documentation', 'client', 'tests'];

const ofMocks = (...names: readonly string[]) =>
  names.map((name) => `packages/mock-vendors/test/${name}.test.ts`);
const ofVendors = (...names: readonly string[]) => ofMocks(...names.map((name) => `vendors/${name}`));
const contract = 'scripts/mutants/documentation.test.ts';
/** Core's client, which is written from the declarations, against each endpoint and documented error. */
const coreClient = ofMocks('contract');
const taskTiming = ofMocks('task-timing');
const defaults = ofMocks('defaults');

const oss = {
  documentation: ofVendors('aliyun-oss-signatures', 'aliyun-oss-sts'),
  client: ofVendors(
    ...['aliyun-oss-buckets', 'aliyun-oss-clients', 'aliyun-oss-forms', 'aliyun-oss-live'],
    ...['aliyun-oss-multipart', 'aliyun-oss-object-calls', 'aliyun-oss-uploads', 'aliyun-oss-versions'],
  ),
  fast: [
    ...defaults,
    ...ofVendors('aliyun-oss-reference', 'aliyun-oss-operations', 'aliyun-oss-transcripts'),
  ],
};
/** Each run of it fills the memory. */
const leftOut = ofVendors('aliyun-oss-memory');
const known = Object.values(oss).flat().concat(leftOut);
const restOfOss = globSync('packages/mock-vendors/test/vendors/aliyun-oss-*.test.ts')
  .filter((file) => !known.includes(file))
  .sort();

/** The test files that judge a vendor: the most independent first, and then those that take the least time. */
export const suites: Readonly<Record<string, Readonly<Record<Witness, readonly string[]>>>> = {
  fangtang: {
    documentation: [contract, ...ofVendors('fangtang-manual')],
    client: [],
    tests: [
      ...defaults,
      ...ofVendors(
        'fangtang-billing',
        'fangtang-tasks',
        'fangtang-token',
        'fangtang-uploads',
        'fangtang-work',
        'picture-limits',
      ),
      ...taskTiming,
      ...coreClient,
    ],
  },
  lufff: {
    documentation: [contract, ...ofVendors('lufff-manual')],
    client: [],
    tests: [
      ...defaults,
      ...ofVendors('lufff-accounts', 'lufff-bounds', 'lufff-pictures', 'lufff-bad-input'),
      ...coreClient,
    ],
  },
  picwish: {
    documentation: [contract],
    client: [],
    tests: [
      ...defaults,
      ...ofVendors('picwish-states', 'picwish-parameters'),
      ...ofVendors('picwish-tasks', 'picwish-tools', 'picwish-backgrounds', 'picture-limits'),
      ...taskTiming,
      ...ofVendors('picwish-client'),
      ...coreClient,
    ],
  },
  'picwish-web': {
    documentation: [contract],
    client: [],
    tests: [...defaults, ...ofVendors('picwish-web', 'picwish-web-tasks', 'picwish-client'), ...coreClient],
  },
  'aliyun-oss': {
    documentation: oss.documentation,
    client: oss.client,
    tests: [...oss.fast, ...restOfOss],
  },
};

/** Such tests take hundreds of keys, and so too long to be run with each mutant. */
const isLong = (name: string) => name.includes('any key');

/** Of tests for all vendors and adapters, one vendor over one adapter. */
export const isAbout = (vendor: string, file: string, name: string): boolean =>
  !isLong(name) && (!coreClient.some((one) => file.endsWith(one)) || name.startsWith(`${vendor} over port`));
