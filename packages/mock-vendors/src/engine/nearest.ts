import type { Nearest } from '../world/journal.ts';
import type { MockRequest } from './exchange.ts';
import type { MockRoute } from './mock-vendor.ts';

/** The route most like a request that none fits, and what is different, so that nobody has to look for it. */
export function nearest(routes: readonly MockRoute[], { method, url }: MockRequest): Nearest | undefined {
  const path = url.split('?', 1)[0] as string;
  const [best] = routes
    .map((route) => ({
      route,
      differs: differences(route, method, path),
      distance: distance(route, method, path),
    }))
    .sort((a, b) => a.distance - b.distance);
  return best && { endpoint: best.route.endpoint, differs: best.differs };
}

const segmentsOf = (path: string) => path.replace(/\/$/, '').split('/').slice(1);

/** Wrong segments weigh most, then how many there are, then the method. */
function distance(route: MockRoute, method: string, path: string): number {
  const wanted = segmentsOf(route.path);
  const given = segmentsOf(path);
  const wrong = wanted.filter((segment, i) => !isLike(segment, given[i])).length;
  return wrong * 10 + Math.abs(wanted.length - given.length) * 5 + (route.method === method ? 0 : 3);
}

function differences(route: MockRoute, method: string, path: string): string[] {
  const wanted = segmentsOf(route.path);
  const given = segmentsOf(path);
  const wrong = wanted.flatMap((segment, i) => {
    const there = given[i];
    if (there === undefined) return [`path: segment ${i + 1}, ${segment}, is missing`];
    return isLike(segment, there) ? [] : [`path: segment ${i + 1} is ${there}, not ${segment}`];
  });
  const surplus = given.slice(wanted.length).map((segment) => `path: ${segment} is too much`);
  const slash = [
    ...(route.path.endsWith('/') && !path.endsWith('/') ? ['path: the slash at the end is missing'] : []),
    ...(!route.path.endsWith('/') && path.endsWith('/') ? ['path: there is a slash at the end'] : []),
  ];
  const verb = route.method === method ? [] : [`method: ${method}, not ${route.method}`];
  return [...verb, ...wrong, ...surplus, ...slash];
}

/** A parameter may have a fixed beginning, as in `wmk_:file`. */
const isLike = (wanted: string, given: string | undefined) =>
  given !== undefined &&
  (wanted.includes(':') ? given.startsWith(wanted.split(':', 1)[0] ?? '') : wanted === given);
