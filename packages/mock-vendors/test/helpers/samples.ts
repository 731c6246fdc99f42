import type { Client, Credentials, Input, Vendor } from '@api-repack/core';
import type { Adapter } from './adapters.ts';

/** What the contract tests need to know of a vendor; `test/samples/<vendor>.ts` exports it as `samples`. */
export interface Samples<V extends Vendor = Vendor> {
  /** Accepted by a fresh world. */
  readonly credentials: Credentials<V>;
  /** An input for each endpoint that core accepts; the ids in it need not exist. */
  readonly inputs: { readonly [Name in keyof V['endpoints']]: Input<V['endpoints'][Name]> };
  /** Happy paths by name; together they call every endpoint. */
  readonly operations: Readonly<Record<string, (client: Client<V>, adapter: Adapter) => Promise<void>>>;
}
