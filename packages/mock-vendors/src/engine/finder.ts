import FindMyWay from 'find-my-way';
import type { Exchange, MockRequest } from './exchange.ts';
import type { MockVendor, Route } from './mock-vendor.ts';

export interface Found {
  readonly route: Pick<Route, 'endpoint' | 'handler'>;
  readonly params: Exchange['params'];
}

type Finder = (request: MockRequest) => Found | undefined;

const finders = new WeakMap<MockVendor, Finder>();

/** What a vendor has at an address. */
export function find(mock: MockVendor, request: MockRequest): Found | undefined {
  const known = finders.get(mock);
  if (known) return known(request);
  const finder = mock.route ? finderOfRoute(mock.route) : finderOfRoutes(mock.routes);
  finders.set(mock, finder);
  return finder(request);
}

const finderOfRoute =
  (route: NonNullable<MockVendor['route']>): Finder =>
  (request) => {
    const found = route(request);
    return found && { route: found, params: {} };
  };

function finderOfRoutes(routes: MockVendor['routes']): Finder {
  const router = FindMyWay();
  for (const route of routes) router.on(route.method as 'GET', route.path, () => undefined, route);
  return ({ method, url }) => {
    const found = router.find(method as 'GET', url.split('?', 1)[0] as string);
    return found ? { route: found.store as Route, params: found.params } : undefined;
  };
}
