import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { mockVendors } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';

const core = 'packages/core/src/vendors';
const mock = 'packages/mock-vendors/src/vendors';
const vendors = readdirSync(core).sort();

/** What each vendor has: its name for the first `*`, and one match for the rest. */
const shape = [
  ...['index', 'authenticate', 'errors', 'endpoints', 'operations'].map((file) => `${core}/*/${file}.ts`),
  ...['index', 'settings', 'state', 'call', 'verify'].map((file) => `${mock}/*/${file}.ts`),
  'packages/core/fixtures/*/*.json',
  'packages/core/test/vendors/*{,-*}.test.ts',
  'packages/mock-vendors/test/samples/*.ts',
  'packages/mock-vendors/test/vendors/*{,-*}.test.ts',
  'docs/vendors/*.md',
];

it.each(vendors)('%s has the files that every vendor has', (vendor) => {
  const missing = shape
    .map((path) => path.replace('*', vendor))
    .filter((path) => globSync(path).length === 0);
  expect(missing).toEqual([]);
});

const nodes = globSync('packages/n8n-nodes/*/nodes').map((path) => path.split('/').at(-2) ?? '');

/** What each node has, in the same way. */
const nodeShape = [
  ...['package.json', 'README.md', 'README.zh-CN.md'].map((file) => `packages/n8n-nodes/*/${file}`),
  'packages/n8n-nodes/*/credentials/*.credentials.ts',
  'packages/n8n-nodes/*/nodes/*/*.node.ts',
  'packages/n8n-nodes/*/nodes/*/forms.ts',
  'packages/n8n-nodes/e2e/contracts/n8n-nodes-*.json',
  'packages/n8n-nodes/e2e/test/*{,-*}.test.ts',
];

it.each(nodes)('the node %s has the files that every node has', (vendor) => {
  const missing = nodeShape
    .map((path) => path.replace('*', vendor))
    .filter((path) => globSync(path).length === 0);
  expect(missing).toEqual([]);
});

it.each(globSync('packages/n8n-nodes/*/README.md'))('%s has what n8n and its users look for', (file) => {
  const parts = [...readFileSync(file, 'utf8').matchAll(/^## (.+)$/gm)].map(([, part]) => part);
  const wanted = ['Install', 'Credentials', 'Operations', 'Examples', 'Limits', 'Compatibility', 'License'];
  expect(parts).toEqual(expect.arrayContaining(wanted));
});

it('mocks every vendor, each on a port of its own but for the two APIs of PicWish', () => {
  expect(readdirSync(mock).sort()).toEqual(vendors);
  expect(mockVendors.map(({ name }) => name).sort()).toEqual(vendors);
  expect(new Set(mockVendors.map(({ portOffset }) => portOffset)).size).toBe(vendors.length - 1);
});

it('exports every vendor of core under its name', () => {
  const { exports } = JSON.parse(readFileSync('packages/core/package.json', 'utf8'));
  const sources = vendors.map((vendor) => exports[`./${vendor}`]?.['@api-repack/source']);
  expect(sources).toEqual(vendors.map((vendor) => `./src/vendors/${vendor}/index.ts`));
  expect(sources.every((source) => existsSync(`packages/core/${source}`))).toBe(true);
});
