import { applySeed, readSeed, seedSchema } from '../../seed/seed.ts';
import { seedExample } from '../../seed/seed-example.ts';
import { type ControlRoute, route } from '../route.ts';

const tag = 'Seeds';

export const seedRoutes: readonly ControlRoute[] = [
  route({
    ...{ method: 'POST', path: '/seed', tag },
    summary:
      'Change the world as a seed says, and others that it names; YAML with content type application/yaml',
    // Read below, where names of vendors and lines are known.
    documented: seedSchema,
    example: { accounts: { fangtang: { hiliad: { left: 3 } } } },
    run: async ({ world, context, body }) => {
      const seed =
        typeof body === 'string'
          ? (await import('../../seed/seed-text.ts')).readSeedText(body, context.vendors)
          : readSeed(body, context.vendors);
      return { seeded: applySeed(seed, { ...context, world }).map(({ name }) => name) };
    },
  }),
  route({
    ...{ method: 'GET', path: '/seed-schema.json', tag, worldless: true, type: 'application/schema+json' },
    summary: 'The JSON Schema of seeds, for editors',
    run: async () => JSON.stringify((await import('../openapi.ts')).jsonSchema(seedSchema)),
  }),
  route({
    ...{ method: 'GET', path: '/seed-example.yaml', tag, worldless: true, type: 'application/yaml' },
    summary: 'A seed with comments',
    run: () => seedExample,
  }),
];
