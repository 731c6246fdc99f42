import { type ControlRoute, route } from '../route.ts';
import { routes } from './index.ts';

const tag = 'System';

export const systemRoutes: readonly ControlRoute[] = [
  route({
    ...{ method: 'GET', path: '/health', tag, open: true, worldless: true },
    summary: 'Whether the mocks are running',
    run: ({ context: { worlds } }) => ({
      ok: true,
      now: worlds.main.clock.now(),
      speed: worlds.main.clock.speed,
    }),
  }),
  route({
    ...{
      method: 'GET',
      path: '/metrics',
      tag,
      worldless: true,
      type: 'text/plain; version=0.0.4; charset=utf-8',
    },
    summary: 'Counts for Prometheus',
    run: ({ context: { metrics, worlds } }) => metrics.render(worlds),
  }),
  route({
    ...{ method: 'GET', path: '/openapi.json', tag, worldless: true },
    summary: 'This API as OpenAPI 3.1',
    run: async () => (await import('../openapi.ts')).openApi(routes),
  }),
];
