import type { MockVendor } from './mock-vendor.ts';

/** Names that mean something only to some vendor, or to the one that is named. */
export interface CallNames {
  readonly vendor?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly error?: string | undefined;
}

/** A name that nobody has, and those there are. */
export interface UnknownName {
  readonly field: keyof CallNames;
  readonly word: string;
  readonly choices: readonly string[];
}

/** The first of the names that would fit no call. */
export function findUnknownName(
  vendors: readonly MockVendor[],
  { vendor, endpoint, error }: CallNames,
): UnknownName | undefined {
  const mocks = vendors.filter(({ name }) => vendor === undefined || name === vendor);
  if (vendor !== undefined && mocks.length === 0)
    return { field: 'vendor', word: vendor, choices: vendors.map(({ name }) => name) };
  const endpoints = [...new Set(mocks.flatMap(endpointsOf))];
  if (endpoint !== undefined && ![...endpoints, 'unknown'].includes(endpoint))
    return { field: 'endpoint', word: endpoint, choices: endpoints };
  const errors = mocks.flatMap((mock) => Object.keys(mock.vendor.errors));
  if (error !== undefined && !errors.includes(error)) return { field: 'error', word: error, choices: errors };
  return undefined;
}

/** In the journal, an error that is not documented goes by its number. */
export const documentedIn = ({ vendor, endpoint, error }: CallNames): CallNames => ({
  vendor,
  endpoint,
  error: error !== undefined && /^-?\d+$/.test(error) ? undefined : error,
});

const endpointsOf = ({ vendor, routes, moreEndpoints = [] }: MockVendor) => [
  ...Object.keys(vendor.endpoints),
  ...routes.map(({ endpoint }) => endpoint),
  ...moreEndpoints,
];
