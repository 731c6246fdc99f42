import FindMyWay from 'find-my-way';
import type { Exchange, MockRequest } from './exchange.ts';
import type { MockRoute, MockVendor } from './mock-vendor.ts';

export interface FoundRoute {
  readonly route: Pick<MockRoute, 'endpoint' | 'handler'>;
  readonly params: Exchange['params'];
}

type RouteFinder = (request: MockRequest) => FoundRoute | undefined;

const finders = new WeakMap<MockVendor, RouteFinder>();

/** What a vendor has at an address. */
export function find(mock: MockVendor, request: MockRequest): FoundRoute | undefined {
  const known = finders.get(mock);
  if (known) return known(request);
  const finder = mock.route ? finderOfRoute(mock.route) : finderOfRoutes(mock.routes);
  finders.set(mock, finder);
  return finder(request);
}

const finderOfRoute =
  (route: NonNullable<MockVendor['route']>): RouteFinder =>
  (request) => {
    const found = route(request);
    return found && { route: found, params: {} };
  };

function finderOfRoutes(routes: MockVendor['routes']): RouteFinder {
  const router = FindMyWay();
  for (const route of routes) router.on(route.method as 'GET', route.path, () => undefined, route);
  return ({ method, url }) => {
    const found = router.find(method as 'GET', url.split('?', 1)[0] as string);
    return found ? { route: found.store as MockRoute, params: found.params } : undefined;
  };
}
