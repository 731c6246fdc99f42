import { readFileSync } from 'node:fs';
import { kebab, type Vendor } from '@api-repack/core';
import { picwish } from '@api-repack/core/picwish';
import { picwishWeb } from '@api-repack/core/picwish-web';
import { catalogues } from '@api-repack/gateway';
import { mockVendors } from '@api-repack/mock-vendors';
import { accountCalls, type DocumentedCall, developerCalls } from './picwish-calls.ts';

const yes = (has: boolean) => (has ? 'yes' : '**no**');

/** What the developer API is known to offer, and which packages have it. */
export const developerCoverage = (): string =>
  table(developerCalls, { vendor: picwish, prefix: '', resource: 'image' });

/** The same of what picwish.cn itself calls. */
export const accountCoverage = (): string =>
  table(accountCalls, { vendor: picwishWeb, prefix: 'web-', resource: 'accountImage' });

interface Api {
  readonly vendor: Vendor;
  /** Of the gateway's names. */
  readonly prefix: string;
  /** Of the node. */
  readonly resource: string;
}

function table(calls: readonly DocumentedCall[], api: Api): string {
  const unlisted = unlistedPaths(calls, api.vendor);
  if (unlisted.length > 0)
    throw new Error(`scripts/docs/picwish-calls.ts does not list ${unlisted.join(', ')} of core`);
  return [
    '| tool | call | known from | core | mock | node | gateway |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...calls.map((call) => rowOf(call, api)),
  ].join('\n');
}

function rowOf(call: DocumentedCall, { vendor, prefix, resource }: Api): string {
  const { title, method = 'POST', path, source } = call;
  const endpoint = Object.entries(vendor.endpoints).find(
    ([, one]) => one.path === path && one.method === method,
  )?.[0];
  const tool = toolOf(endpoint ?? '');
  const mock = mockVendors.find(({ name }) => name === vendor.name);
  const cells = [
    title,
    `\`${method} ${path}\``,
    source,
    yes(endpoint !== undefined),
    yes(mock?.routes.some((route) => route.path === path && route.method === method) ?? false),
    yes(nodeOperations(resource).includes(call.nodeOperation ?? tool)),
    yes(gatewayNames.has(call.gatewayOperation ?? prefix + kebab(tool))),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The tool of the endpoint `createScalePro` is `scalePro`. */
const toolOf = (endpoint: string): string =>
  endpoint.replace(/^create(.)/, (_, letter: string) => letter.toLowerCase());

const gatewayNames = new Set(
  catalogues.flatMap(({ name, operations }) =>
    name === 'picwish' ? operations.map((operation) => operation.name) : [],
  ),
);

interface NodeParameter {
  readonly name: string;
  readonly values?: readonly string[];
}

/** Of what saved workflows rely on, for these are the operations that a user can choose. */
function nodeOperations(resource: string): readonly string[] {
  const text = readFileSync('packages/n8n-nodes/e2e/contracts/n8n-nodes-picwish.json', 'utf8');
  const { nodes } = JSON.parse(text) as {
    nodes: Record<string, { parameters: Record<string, readonly NodeParameter[]> }>;
  };
  const parameters = nodes['n8n-nodes-picwish.picwish']?.parameters ?? {};
  const ofResources = [resource, 'account', 'image'].map((one) => parameters[one] ?? []);
  return ofResources.flat().flatMap(({ name, values }) => (name === 'operation' ? (values ?? []) : []));
}

/** What core can start and the list does not know: it would be left out without a word. */
const unlistedPaths = (calls: readonly DocumentedCall[], { endpoints }: Vendor): string[] =>
  Object.values(endpoints)
    .filter(({ charges, path }) => charges !== undefined && !calls.some((call) => call.path === path))
    .map(({ path }) => path);
