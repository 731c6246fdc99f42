import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogues } from '../src/vendors.ts';

const core = new URL('../../core/src/vendors/', import.meta.url);
const summaries = (operations: readonly { readonly summary: string }[]) =>
  operations.map(({ summary }) => summary).sort();

/** Buckets belong to users, who have OSS's own clients for them. */
const isOffered = (vendor: string) => vendor !== 'aliyun-oss';

test.each(readdirSync(fileURLToPath(core)).filter(isOffered))(
  'offers every operation of %s, and none of its own',
  async (vendor) => {
    const { operations = {} } = await import(new URL(`${vendor}/index.ts`, core).href);
    const offered = catalogues
      .flatMap((catalogue) => catalogue.operations)
      .filter((one) => one.vendor.name === vendor && !one.isEndpoint);
    expect(summaries(offered)).toEqual(summaries(Object.values(operations)));
  },
);
