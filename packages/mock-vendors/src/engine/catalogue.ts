import type { DocumentedError } from '@api-repack/core';
import type { MockVendor } from './mock-vendor.ts';

/** How an error of a vendor's manual comes about here. */
export interface ErrorTrigger {
  /** What a client has to do; none if only a fault makes it. */
  readonly by?: string;
  /** Where it is documented, or seen. */
  readonly source: string;
}

export interface CatalogueEntry extends DocumentedError, ErrorTrigger {
  /** As it is called in faults and in the journal. */
  readonly name: string;
}

/** All errors that a mock vendor can answer with. Each can be forced by a fault, `{ error: name }`. */
export const errorsOf = ({ vendor, triggers }: MockVendor): CatalogueEntry[] =>
  Object.entries(vendor.errors).map(([name, documented]) => {
    const trigger = triggers[name];
    if (!trigger) throw new Error(`${vendor.name}: nobody says what triggers ${name}`);
    return { name, ...documented, ...trigger };
  });

/** For a terminal. */
export const describeErrors = (mock: MockVendor): string =>
  errorsOf(mock)
    .map(({ name, code, status, kind, message, by, source }) => {
      const number = status === undefined || status === code ? code : `${code}, HTTP ${status}`;
      return `${name} (${number}; ${kind})
  says      ${message}
  trigger   ${by ?? 'none; only a fault makes it'}
  fault     {"vendor":"${mock.name}","effect":{"error":"${name}"}}
  source    ${source}
`;
    })
    .join('\n');
