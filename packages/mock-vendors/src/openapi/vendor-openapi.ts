import type { Endpoint } from '@api-repack/core';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { apiFacts } from './api-facts.ts';
import { operationOf } from './operation.ts';

type Json = Readonly<Record<string, unknown>>;

/** Where each vendor's port serves the description of its APIs. */
export const openApiPath = '/openapi.json';

/** The vendors' own APIs as OpenAPI 3.1, from core's declarations. Vendors that share a port are one document. */
export function vendorOpenApi(mocks: readonly MockVendor[], serverUrl?: string): Json {
  const [first] = mocks as readonly [MockVendor, ...MockVendor[]];
  const facts = ({ name }: MockVendor) => apiFacts[name] ?? { securitySchemes: {} };
  const paths: Record<string, Record<string, Json>> = {};
  for (const mock of mocks)
    for (const [name, endpoint] of Object.entries<Endpoint>(mock.vendor.endpoints)) {
      const id = mocks.length === 1 ? name : `${mock.name}.${name}`;
      const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
      paths[path] = {
        ...paths[path],
        [endpoint.method.toLowerCase()]: operationOf(id, endpoint, facts(mock)),
      };
    }
  return {
    openapi: '3.1.0',
    info: {
      title: `${first.vendor.displayName}, as this project knows it`,
      version: '1',
      description:
        'Generated from what the manual and public clients show. It is not a document of the vendor.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl ?? first.vendor.baseUrl }],
    paths,
    components: { securitySchemes: Object.assign({}, ...mocks.map((mock) => facts(mock).securitySchemes)) },
  };
}
