import type { Client, Vendor } from '@api-repack/core';
import { type MockVendor, mockVendors } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { type Adapter, adapters } from './helpers/adapters.ts';
import type { Samples } from './helpers/samples.ts';

// Generated from the declarations: a new vendor needs only its file in test/samples.
for (const mock of mockVendors) {
  const { samples } = (await import(`./samples/${mock.name}.ts`)) as { samples: Samples };

  for (const [way, open] of Object.entries(adapters)) {
    for (const { endpoint, error } of documentedErrors(mock.vendor))
      it(`${mock.name} over ${way}: ${endpoint} reports ${error}`, async () => {
        const adapter = await open({ vendors: [mock] });
        adapter.world.faults.add({ vendor: mock.name, endpoint, effect: { error } });
        const documented = mock.vendor.errors[error];
        const client = connectTo(adapter, mock, samples);
        await expect(client[endpoint]?.(samples.inputs[endpoint])).rejects.toMatchObject({
          name: 'VendorError',
          kind: documented?.kind,
          context: { vendor: mock.name, endpoint, code: documented?.code, hint: documented?.hint },
        });
        expect(adapter.world.journal.entries).toMatchObject([{ endpoint, error }]);
        expect(adapter.world.ledger.entries).toEqual([]);
      });

    for (const [name, operation] of Object.entries(samples.operations))
      it(`${mock.name} over ${way}: ${name}`, async () => {
        const adapter = await open();
        await operation(connectTo(adapter, mock, samples), adapter);
      });
  }

  it(`${mock.name}: its operations use every endpoint`, async () => {
    const adapter = await adapters.port();
    const client = connectTo(adapter, mock, samples);
    for (const operation of Object.values(samples.operations)) await operation(client, adapter);
    const called = adapter.world.journal.entries.filter(({ vendor }) => vendor === mock.name);
    const unused = new Set(Object.keys(mock.vendor.endpoints));
    for (const { endpoint } of called) unused.delete(endpoint);
    expect([...unused]).toEqual([]);
  });
}

function documentedErrors({ endpoints, errors }: Vendor) {
  return Object.entries(endpoints).flatMap(([endpoint, declared]) =>
    Object.entries(errors)
      .filter(([, documented]) => declared.errors.includes(documented))
      .map(([error]) => ({ endpoint, error })),
  );
}

type AnyClient = Client<Vendor> & Readonly<Record<string, (input: unknown) => Promise<unknown>>>;

/** Sends once: what is repeated is a matter of core's own tests. */
function connectTo(adapter: Adapter, { vendor }: MockVendor, { credentials }: Samples): AnyClient {
  return adapter.connect(vendor, credentials, { retry: { times: 0, firstMs: 0 } }) as AnyClient;
}
