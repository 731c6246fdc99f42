import type { MockHandler, MockRoute, MockVendor } from './mock-vendor.ts';

/** The routes of a vendor whose endpoints in core are all emulated: a missing handler is an error at start. */
export function routesOf(
  { endpoints }: Pick<MockVendor['vendor'], 'endpoints'>,
  handlers: Readonly<Record<string, MockHandler>>,
): MockRoute[] {
  return Object.entries(endpoints).map(([endpoint, { method, path }]) => {
    const handler = handlers[endpoint];
    if (!handler) throw new Error(`no handler for ${endpoint}`);
    return { method, path, endpoint, handler };
  });
}
