import type { DocumentedError } from '@api-repack/core';
import type { ContractCase, VendorContract } from './contract.ts';
import { type Example, findExample } from './example.ts';

/** A documented error at an endpoint. */
export interface PlannedFailure {
  readonly endpoint: string;
  readonly error: string;
  readonly example: Example;
  /** What to send, before it is changed. */
  readonly one: ContractCase;
}

/** Every documented error at every endpoint that lists it. */
export function plannedFailures(contract: VendorContract): PlannedFailure[] {
  const { endpoints, errors } = contract.vendor;
  return Object.entries(endpoints).flatMap(([endpoint, declared]) =>
    Object.entries(errors)
      .filter(([, documented]) => declared.errors.includes(documented))
      .flatMap(([error, documented]) => {
        const one = contract.cases.find((other) => other.endpoint === endpoint && !other.run);
        const example = exampleOfFailure(contract, { endpoint, error, documented });
        return one ? [{ endpoint, error, example, one }] : [];
      }),
  );
}

interface Failure {
  readonly endpoint: string;
  readonly error: string;
  readonly documented: DocumentedError;
}

/** `unknownImage` is in the fixture `status.unknown-image`. */
function exampleOfFailure(contract: VendorContract, { endpoint, error, documented }: Failure): Example {
  const kebab = error.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return findExample(contract.vendor.name, `${endpoint}.${kebab}`) ?? contract.failure(documented);
}
