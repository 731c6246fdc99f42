import type { Names } from './names.ts';

/** What a vendor has in mock-vendors and in the docs. The handler has still to be written from the manual. */
export function mockFiles({ kebab, camel, pascal }: Names, portOffset: number): Record<string, string> {
  const folder = `packages/mock-vendors/src/vendors/${kebab}`;
  return {
    [`${folder}/settings.ts`]: `/** What the manual leaves open. */
export interface ${pascal}Settings {
  /** Credits of a new account. An inference. */
  readonly initialCredits: number;
}

export const defaults: ${pascal}Settings = { initialCredits: 100 };
`,
    [`${folder}/state.ts`]: `import { named } from '../../engine/mock-vendor.ts';
import { defaults } from './settings.ts';

export interface ${pascal}State {
  /** Credits by API key. */
  readonly keys: Map<string, number>;
}

export const demoKey = (worldName: string): string => named('mock-${kebab}-key', worldName);

const initialState = (worldName: string): ${pascal}State => ({
  keys: new Map([[demoKey(worldName), defaults.initialCredits]]),
});

/** Where a world keeps what ${pascal} remembers and how it is set. */
export const stateSlot = { name: '${kebab}', defaults, initialState };
`,
    [`${folder}/evidence.ts`]: `import { guess, type VendorEvidence } from '../../evidence/evidence.ts';

/** What the mock rests on. A guess becomes \`manual(…)\` with its lines as soon as the manual is at hand. */
export const evidence: VendorEvidence = {
  endpoints: { createTask: [guess('the skeleton of a vendor')] },
  errors: { invalidKey: [guess('the skeleton of a vendor')] },
  assumptions: { initialCredits: { because: 'not documented', alternatives: [10] } },
};
`,
    [`${folder}/verify.ts`]: `import { ${camel} } from '@api-repack/core/${kebab}';
import type { Exchange } from '../../engine/exchange.ts';
import { Fail } from '../../engine/mock-vendor.ts';
import { stateSlot } from './state.ts';

/** The API key of a call, if the vendor knows it. */
export function verify({ world, request }: Exchange): string {
  const key = request.headers['x-api-key'] ?? '';
  if (!world.stateOf(stateSlot).keys.has(key)) throw new Fail(${camel}.errors.invalidKey);
  return key;
}
`,
    [`${folder}/call.ts`]: `import type { DocumentedError } from '@api-repack/core';
import { type Exchange, json, type MockResponse } from '../../engine/exchange.ts';
import type { MockHandler } from '../../engine/mock-vendor.ts';
import { verify } from './verify.ts';

/** Checks the credentials, and wraps what an endpoint returns in the vendor's envelope. */
export const endpoint =
  (run: (exchange: Exchange) => object | Promise<object>): MockHandler =>
  async (exchange) => {
    exchange.note({ account: verify(exchange) });
    return json({ code: 0, data: await run(exchange) });
  };

export const fail = ({ code, message }: DocumentedError): MockResponse => json({ code, message });
`,
    [`${folder}/index.ts`]: `import { ${camel} } from '@api-repack/core/${kebab}';
import { json } from '../../engine/exchange.ts';
import type { MockHandler, MockRoute, MockVendor } from '../../engine/mock-vendor.ts';
import { endpoint, fail } from './call.ts';
import { evidence } from './evidence.ts';
import type { ${pascal}Settings } from './settings.ts';
import { demoKey, type ${pascal}State, stateSlot } from './state.ts';
import { triggers } from './triggers.ts';

const handlers: Readonly<Record<keyof typeof ${camel}.endpoints, MockHandler>> = {
  createTask: endpoint(() => {
    throw new Error('createTask has no behavior yet: write it from the manual');
  }),
};

const routes = Object.entries(handlers).map(([name, handler]): MockRoute => {
  const { method, path } = ${camel}.endpoints[name as keyof typeof handlers];
  return { method, path, endpoint: name, handler };
});

export const mock${pascal}: MockVendor<${pascal}State, ${pascal}Settings> = {
  ...stateSlot,
  vendor: ${camel},
  portOffset: ${portOffset},
  demoCredentials: (world) => [{ apiKey: demoKey(world) }],
  owns: (world, { headers }) => world.stateOf(stateSlot).keys.has(headers['x-api-key'] ?? ''),
  accountOf: (_world, { headers }) => headers['x-api-key'],
  routes,
  triggers,
  evidence,
  fail,
  malformed: (status) => json({ code: status, message: 'bad request' }, status),
  notFound: () => json({ code: 404, message: 'not found' }, 404),
};
`,
    [`${folder}/triggers.ts`]: `import type { ErrorTrigger } from '../../engine/catalogue.ts';

/** How each documented error comes about. */
export const triggers: Readonly<Record<string, ErrorTrigger>> = {
  invalidKey: { by: 'send another key', source: 'the manual, with its address and date' },
};
`,
    [`packages/mock-vendors/test/samples/${kebab}.ts`]: `import { run } from '@api-repack/core';
import { type ${camel}, operations } from '@api-repack/core/${kebab}';
import { expect } from 'vitest';
import type { Samples } from '../helpers/samples.ts';

const input = { image_url: 'https://example.com/photo.jpg' };

export const samples: Samples<typeof ${camel}> = {
  credentials: { apiKey: 'mock-${kebab}-key' },
  inputs: { createTask: input },
  operations: {
    'processes an image': async (client) => {
      const { files } = await run(operations.process, client, input);
      expect(files).toMatchObject([{ field: 'image' }]);
    },
  },
};
`,
    [`packages/mock-vendors/test/vendors/${kebab}.test.ts`]: `import { manualClock, World } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { mock${pascal} } from '../../src/vendors/${kebab}/index.ts';

it('accepts the demo key', () => {
  const world = new World({ clock: manualClock() });
  const [demo] = mock${pascal}.demoCredentials('main');
  expect(world.stateOf(mock${pascal}).keys.has(demo?.apiKey ?? '')).toBe(true);
});
`,
    [`docs/vendors/${kebab}.md`]: `# ${pascal}

What it does, its base URL, credentials, envelope and prices.

## Endpoints

<!-- generated: endpoints -->
<!-- end -->

## Errors

<!-- generated: errors -->
<!-- end -->

## Settings of the mock

<!-- generated: settings -->
<!-- end -->
`,
  };
}
